// SPDX-License-Identifier: Apache-2.0
// Writes docs/xeps.md and docs/troupe.doap from the cards of all parts.
//   xep_table [--check] DOCS_FOLDER
// With --check it writes nothing and fails where the files are not what it
// would write.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "actors/host/parts.hpp"
#include "actors/part/specifications.hpp"
#include "actors/user/parts.hpp"

namespace {

using namespace troupe;
namespace fs = std::filesystem;

/// One XEP, and the parts that speak it.
struct entry {
  std::string title;
  std::string version;
  bool partial = false;
  std::set<std::string> parts;
};

using table = std::map<std::string, entry>;

void add(table& xeps, const part::card& card, std::string_view folder) {
  if (card.xep.empty()) // an RFC's
    return;
  auto& x = xeps[card.xep];
  x.title = card.title;
  x.version = std::max(x.version, card.version);
  x.partial = x.partial || card.partial;
  x.parts.insert(std::string{folder} + card.name);
}

table all_xeps() {
  table xeps;
  for (const auto& card : user::user_parts().cards())
    add(xeps, card, "user/");
  for (const auto& card : host::host_parts().cards())
    add(xeps, card, "host/");
  for (const auto& card : part::core_specifications())
    add(xeps, card, "");
  return xeps;
}

std::string joined(const std::set<std::string>& texts) {
  std::string result;
  for (const auto& text : texts)
    result += (result.empty() ? "" : ", ") + text;
  return result;
}

std::string rfc_url(const part::rfc& x) {
  return "https://www.rfc-editor.org/rfc/rfc" + std::to_string(x.number);
}

std::string xep_url(const std::string& number) {
  return "https://xmpp.org/extensions/xep-" + number + ".html";
}

std::string markdown(const table& xeps) {
  std::string out = "# What Troupe speaks\n\n"
                    "Made by `xep_table` from the cards of the parts.\n\n"
                    "| RFC | Title |\n|---|---|\n";
  for (const auto& x : part::core_rfcs())
    out += "| [" + std::to_string(x.number) + "](" + rfc_url(x) + ") | "
           + x.title + " |\n";
  out += "\n| XEP | Version | Title | Part |\n|---|---|---|---|\n";
  for (const auto& [number, x] : xeps)
    out += "| [" + number + "](" + xep_url(number) + ") | " + x.version + " | "
           + x.title + " | " + joined(x.parts) + " |\n";
  return out;
}

std::string doap_entry(const std::string& number, const entry& x) {
  return "    <implements>\n"
         "      <xmpp:SupportedXep>\n"
         "        <xmpp:xep rdf:resource='"
         + xep_url(number)
         + "'/>\n"
           "        <xmpp:status>"
         + std::string{x.partial ? "partial" : "complete"}
         + "</xmpp:status>\n"
           "        <xmpp:version>"
         + x.version
         + "</xmpp:version>\n"
           "      </xmpp:SupportedXep>\n"
           "    </implements>\n";
}

/// XEP-0453.
std::string doap(const table& xeps) {
  std::string out
      = "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'\n"
        "         xmlns='http://usefulinc.com/ns/doap#'\n"
        "         xmlns:xmpp='https://linkmauve.fr/ns/xmpp-doap#'>\n"
        "  <Project>\n"
        "    <name>Troupe</name>\n"
        "    <shortdesc xml:lang='en'>An XMPP server in which every session "
        "and every user is an actor</shortdesc>\n"
        "    <programming-language>C++</programming-language>\n"
        "    <os>Linux</os>\n"
        "    <category rdf:resource="
        "'https://linkmauve.fr/ns/xmpp-doap#category-server'/>\n";
  for (const auto& x : part::core_rfcs())
    out += "    <implements rdf:resource='" + rfc_url(x) + "'/>\n";
  for (const auto& [number, x] : xeps)
    out += doap_entry(number, x);
  return out + "  </Project>\n</rdf:RDF>\n";
}

std::string content_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool write_file(const fs::path& file, const std::string& text) {
  std::ofstream out{file, std::ios::binary | std::ios::trunc};
  out << text;
  out.close();
  if (!out)
    std::cerr << "xep_table: cannot write " << file.string() << '\n';
  return !out.fail();
}

bool check_file(const fs::path& file, const std::string& text) {
  if (content_of(file) == text)
    return true;
  std::cerr << "xep_table: " << file.string()
            << " is not what the cards say; run xep_table without --check\n";
  return false;
}

} // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  auto only_check = std::erase(words, "--check") > 0;
  if (words.size() != 1 || words[0].starts_with('-')) {
    std::cerr << "usage: xep_table [--check] DOCS_FOLDER\n";
    return 2;
  }
  fs::path folder{words[0]};
  auto xeps = all_xeps();
  auto act = only_check ? check_file : write_file;
  auto table_done = act(folder / "xeps.md", markdown(xeps));
  auto doap_done = act(folder / "troupe.doap", doap(xeps));
  return table_done && doap_done ? 0 : 1;
}
