// SPDX-License-Identifier: Apache-2.0
#include "xml/words.hpp"

#include <unordered_set>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

namespace troupe::xml {

namespace {

constexpr std::size_t most_words = 1'000;
constexpr std::size_t longest_word = 64; // code points

/// Puts code points together to words.
class word_list {
public:
  void add(UChar32 c) {
    if (++length_ > longest_word)
      return;
    icu::UnicodeString{c}.toUTF8String(word_);
  }

  void end_word() {
    if (!word_.empty() && seen_.size() < most_words
        && seen_.insert(word_).second) {
      if (!text_.empty())
        text_ += ' ';
      text_ += word_;
    }
    word_.clear();
    length_ = 0;
  }

  bool is_full() const { return seen_.size() == most_words; }
  std::string take() { return std::move(text_); }

private:
  std::string word_;
  std::size_t length_ = 0;
  std::unordered_set<std::string> seen_;
  std::string text_;
};

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
  word_list list;
  auto all = folded(text);
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
