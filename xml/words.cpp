// SPDX-License-Identifier: Apache-2.0
#include "xml/words.hpp"

#include <algorithm>
#include <string_view>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <boost/unordered/unordered_flat_set.hpp>

namespace troupe::xml {

namespace {

constexpr std::size_t most_words = 1'000;
constexpr std::size_t longest_word = 64; // code points

/// Puts code points together to words.
class word_list {
public:
  /// @param room  more bytes than the words can have
  explicit word_list(std::size_t room) { text_.reserve(room); }

  void add(UChar32 c) {
    if (++length_ > longest_word)
      return;
    if (c < 0x80)
      word_ += static_cast<char>(c);
    else
      icu::UnicodeString{c}.toUTF8String(word_);
  }

  void end_word() {
    if (!word_.empty() && seen_.size() < most_words && !seen_.contains(word_)) {
      if (!text_.empty())
        text_ += ' ';
      text_ += word_;
      seen_.insert(std::string_view{text_}.substr(text_.size() - word_.size()));
    }
    word_.clear();
    length_ = 0;
  }

  bool is_full() const { return seen_.size() == most_words; }
  std::string take() { return std::move(text_); }

private:
  std::string word_;
  std::size_t length_ = 0;
  std::string text_; // keeps its place, for those who look into it:
  boost::unordered_flat_set<std::string_view> seen_;
};

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
}

/// What is folded below, for nearly all that is written in many languages.
std::string words_of_ascii(std::string_view text) {
  word_list list{text.size() + 1};
  for (char c : text) {
    const auto lower = static_cast<char>(c | 0x20);
    const bool is_letter = lower >= 'a' && lower <= 'z';
    if (is_letter || (c >= '0' && c <= '9'))
      list.add(is_letter ? lower : c);
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
