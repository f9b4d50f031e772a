// SPDX-License-Identifier: Apache-2.0
#include "xml/words.hpp"

#include <algorithm>
#include <array>
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

/// Puts code points together to words, in a text that has room for all.
class word_list {
public:
  /// @param room  more bytes than the words and their spaces can have
  explicit word_list(std::size_t room) : text_(room, '\0') {}

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
    if (is_full() || is_known())
      end_ = begin_;
    else
      keep();
    length_ = 0;
    hash_ = 0;
  }

  bool is_full() const { return known_.size() == most_words; }

  std::string take() {
    text_.resize(begin_ == 0 ? 0 : begin_ - 1); // without the last space
    return std::move(text_);
  }

private:
  void put(char c) {
    text_[end_++] = c;
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x01000193; // FNV-1
  }

  char tag() const { return static_cast<char>(hash_ >> 24); }

  std::string_view from(std::size_t begin) const {
    return std::string_view{text_}.substr(begin, end_ - begin_);
  }

  /// Looks at those with the same tag only. Behind each is a space.
  bool is_known() const {
    const auto word = from(begin_);
    for (auto at = tags_.find(tag()); at != tags_.npos;
         at = tags_.find(tag(), at + 1))
      if (from(known_[at]) == word && text_[known_[at] + word.size()] == ' ')
        return true;
    return false;
  }

  void keep() {
    tags_ += tag();
    known_.push_back(static_cast<std::uint32_t>(begin_));
    text_[end_++] = ' ';
    begin_ = end_;
  }

  std::string text_;
  std::size_t begin_ = 0; // of the word at hand
  std::size_t end_ = 0;
  std::size_t length_ = 0; // in code points
  std::uint32_t hash_ = 0;
  std::vector<std::uint32_t> known_; // where each word begins
  std::string tags_;                 // a byte of the hash of each
};

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
}

/// What each character of ASCII is in a word; 0: not part of one.
constexpr auto folded_ascii = [] {
  std::array<char, 128> table{};
  for (char c = '0'; c <= '9'; ++c)
    table[static_cast<std::size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c)
    table[static_cast<std::size_t>(c)]
        = table[static_cast<std::size_t>(c - 'a' + 'A')] = c;
  return table;
}();

/// What is folded below, for nearly all that is written in many languages.
std::string words_of_ascii(std::string_view text) {
  word_list list{text.size() + 1};
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
  if (is_ascii(text))
    return words_of_ascii(text);
  auto all = folded(text);
  constexpr std::size_t most_bytes = 4; // of a code unit, with a space
  word_list list{most_bytes * static_cast<std::size_t>(all.length()) + 1};
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
