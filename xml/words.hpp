// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::xml {

/// The words of `text`, each once, with one space between them: what full-text
/// search compares. Letters and digits make a word; case, compatibility forms
/// and the accents of Latin, Greek and Cyrillic do not count. In scripts
/// without spaces (Han, Kana, Thai, …) each character is a word. Of longer
/// texts the first 1,000 words count, of longer words the first 64 characters.
/// Of words that are made up to have one hash some are left out.
std::string words(std::string_view text);

} // namespace troupe::xml
