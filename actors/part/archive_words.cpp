// SPDX-License-Identifier: Apache-2.0
#include "actors/part/archive_words.hpp"

#include <array>

#include "actors/part/message_rules.hpp"
#include "xml/namespaces.hpp"
#include "xml/words.hpp"

namespace troupe::part {

namespace {

/// Bytes of a text whose words are kept for another archive.
constexpr std::size_t longest_kept = 1024;

} // namespace

std::string words_of(const xml::stanza& x) {
  const auto* body = x.child("body", xml::ns::client);
  if (!body || is_encrypted(x))
    return {};
  auto text = body->text();
  if (text.size() > longest_kept)
    return xml::words(text);
  // A message within the house is archived by both sides, on one thread mostly.
  struct kept {
    std::string text, words;
  };
  static thread_local std::array<kept, 64> lately;
  auto& last = lately[x.trace() % lately.size()];
  if (text != last.text)
    last = {text, xml::words(text)};
  return last.words;
}

} // namespace troupe::part
