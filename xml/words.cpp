// SPDX-License-Identifier: Apache-2.0
#include "xml/words.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace troupe::xml {

namespace {

constexpr std::size_t most_words = 1'000;
constexpr std::size_t longest_word = 64; // code points

/// Where in a text each word begins: a table that is found in by hash. Whoever
/// makes up words of one hash has some of them left out, and costs no more than
/// anybody else.
class known_words {
public:
  /// @param most  words, no more than so many
  explicit known_words(std::size_t most)
      : slots_(std::bit_ceil(4 * std::min(most, most_words))) {}

  std::size_t size() const { return size_; }

  /// Adds what is not there: `is_it` tells of a place in the text whether the
  /// word begins there, too. False where it is known, or has no room.
  template <class F>
  bool add(std::uint32_t begin, std::uint32_t hash, F is_it) {
    constexpr std::size_t most_steps = 32;
    for (std::size_t i = 0; i < most_steps; ++i) {
      auto& at = slots_[(hash + i) & (slots_.size() - 1)];
      if (at.number == 0) {
        at = {begin + 1, hash};
        ++size_;
        return true;
      }
      if (at.hash == hash && is_it(at.number - 1))
        return false;
    }
    return false;
  }

private:
  struct slot {
    std::uint32_t number = 0; // of its first byte, from 1 on; 0: none
    std::uint32_t hash = 0;
  };

  std::vector<slot> slots_;
  std::size_t size_ = 0;
};

/// Puts code points together to words, in a text that has room for all.
class word_list {
public:
  /// @param room   more bytes than the words and their spaces can have
  /// @param most   words, no more than so many
  word_list(std::size_t room, std::size_t most)
      : text_(room, '\0'), known_(most) {}

  void add(char c) {
    if (length_++ < longest_word)
      put(c);
  }

  void add(UChar32 c) {
    if (length_++ >= longest_word)
      return;
    std::array<char, U8_MAX_LENGTH> bytes;
    std::int32_t size = 0;
    U8_APPEND_UNSAFE(bytes.data(), size, c);
    for (std::int32_t i = 0; i < size; ++i)
      put(bytes[static_cast<std::size_t>(i)]);
  }

  void end_word() {
    if (length_ == 0)
      return;
    if (!is_full() && is_new())
      begin_ = ++end_; // behind a space
    else
      end_ = begin_;
    length_ = 0;
    hash_ = hash_basis;
  }

  bool is_full() const { return known_.size() == most_words; }

  /// In memory of its own size: many are kept.
  std::string take() const {
    return text_.substr(0, begin_ == 0 ? 0 : begin_ - 1);
  }

private:
  static constexpr std::uint32_t hash_basis = 0x811c9dc5; // of FNV-1a

  void put(char c) {
    text_[end_++] = c;
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x01000193;
  }

  /// The word at hand, which gets its space.
  bool is_new() {
    text_[end_] = ' ';
    const auto word = from(begin_);
    return known_.add(static_cast<std::uint32_t>(begin_), hash_,
                      [&](std::size_t at) { return from(at) == word; });
  }

  /// As many bytes from there as the word at hand has with its space.
  std::string_view from(std::size_t at) const {
    return std::string_view{text_}.substr(at, end_ - begin_ + 1);
  }

  std::string text_;
  std::size_t begin_ = 0; // of the word at hand
  std::size_t end_ = 0;
  std::size_t length_ = 0; // in code points
  std::uint32_t hash_ = hash_basis;
  known_words known_;
};

bool is_all_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
}

/// What each character of ASCII is in a word; 0: not part of one.
constexpr auto folded_ascii = [] {
  std::array<char, 128> table{};
  for (std::size_t c = '0'; c <= '9'; ++c)
    table[c] = static_cast<char>(c);
  for (std::size_t c = 'a'; c <= 'z'; ++c)
    table[c] = table[c - 'a' + 'A'] = static_cast<char>(c);
  return table;
}();

/// What is folded below, for nearly all that is written in many languages.
std::string words_of_ascii(std::string_view text) {
  word_list list{text.size() + 1, text.size() / 2 + 1};
  for (char c : text) {
    if (const char folded = folded_ascii[static_cast<std::size_t>(c)])
      list.add(folded);
    else
      list.end_word();
    if (list.is_full())
      break;
  }
  list.end_word();
  return list.take();
}

/// Case and compatibility forms folded, accents apart from their letters.
icu::UnicodeString folded(std::string_view text) {
  UErrorCode failed = U_ZERO_ERROR;
  auto source = icu::UnicodeString::fromUTF8(
      {text.data(), static_cast<std::int32_t>(text.size())});
  icu::UnicodeString cased;
  icu::UnicodeString apart;
  if (const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(failed))
    fold->normalize(source, cased, failed);
  if (const auto* split = icu::Normalizer2::getNFDInstance(failed))
    split->normalize(cased, apart, failed);
  return U_SUCCESS(failed) ? apart : source;
}

bool is_accent(UChar32 c) {
  return c >= 0x300 && c <= 0x36f;
}

bool is_in_word(UChar32 c) {
  constexpr auto marks = U_GC_M_MASK;
  return u_isalnum(c) || (U_GET_GC_MASK(c) & marks) != 0;
}

bool is_written_without_spaces(UChar32 c) {
  if (c < 0xe00)
    return false;
  UErrorCode failed = U_ZERO_ERROR;
  switch (uscript_getScript(c, &failed)) {
  case USCRIPT_HAN:
  case USCRIPT_HIRAGANA:
  case USCRIPT_KATAKANA:
  case USCRIPT_THAI:
  case USCRIPT_LAO:
  case USCRIPT_KHMER:
  case USCRIPT_MYANMAR:
    return true;
  default:
    return false;
  }
}

} // namespace

std::string words(std::string_view text) {
  if (is_all_ascii(text))
    return words_of_ascii(text);
  auto all = folded(text);
  constexpr std::size_t most_bytes = 4; // of a code unit, with a space
  const auto units = static_cast<std::size_t>(all.length());
  word_list list{most_bytes * units + 1, units};
  for (std::int32_t i = 0; i < all.length() && !list.is_full();
       i = all.moveIndex32(i, 1)) {
    auto c = all.char32At(i);
    if (is_accent(c))
      continue;
    auto alone = is_written_without_spaces(c);
    if (alone || !is_in_word(c))
      list.end_word();
    if (is_in_word(c))
      list.add(c);
    if (alone)
      list.end_word();
  }
  list.end_word();
  return list.take();
}

} // namespace troupe::xml
