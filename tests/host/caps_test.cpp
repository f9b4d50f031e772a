// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/host/caps.hpp"
#include "actors/host/disco_info.hpp"
#include "actors/host/parts.hpp"
#include "xml/namespaces.hpp"

namespace caps_test {

using namespace troupe;
using host::ns::data_form;
using host::ns::disco_info;

namespace {

xml::element identity(std::string_view name, std::string_view lang) {
  auto x = xml::element{"identity", disco_info}
               .with("category", "client")
               .with("type", "pc")
               .with("name", name);
  if (!lang.empty())
    x.set("lang", lang, xml::ns::xml);
  return x;
}

xml::element field(std::string_view var,
                   std::initializer_list<std::string_view> values) {
  auto x = xml::element{"field", data_form}.with("var", var);
  for (auto value : values)
    x.add(xml::element{"value", data_form}.with_text(value));
  return x;
}

/// The features of both examples of XEP-0115 §5.2 and §5.3, not in order.
void add_features(xml::element& query) {
  for (auto var :
       {"http://jabber.org/protocol/muc", "http://jabber.org/protocol/caps",
        "http://jabber.org/protocol/disco#items",
        "http://jabber.org/protocol/disco#info"})
    query.add(host::feature(var));
}

xml::element simple_example() {
  xml::element query{"query", disco_info};
  query.add(identity("Exodus 0.9.1", ""));
  add_features(query);
  return query;
}

xml::element software_form() {
  return xml::element{"x", data_form}
      .with("type", "result")
      .with(field("software_version", {"0.11"}))
      .with(field("software", {"Psi"}))
      .with(field("FORM_TYPE", {"urn:xmpp:dataforms:softwareinfo"}))
      .with(field("os_version", {"10.5.1"}))
      .with(field("os", {"Mac"}))
      .with(field("ip_version", {"ipv6", "ipv4"}));
}

} // namespace

TEST_CASE("The simple example of XEP-0115 §5.2 has its verification string") {
  CHECK(host::verification_string(simple_example())
        == "QgayPKawpkPSDYmwT/WM94uAlu0=");
}

TEST_CASE("The complex example of XEP-0115 §5.3 has its verification string") {
  xml::element query{"query", disco_info};
  query.add(identity("Psi 0.11", "en"));
  query.add(identity("\u03a8 0.11", "el"));
  add_features(query);
  query.add(software_form());

  CHECK(host::verification_string(query) == "q07IKJEyjvHSyhy//CH0CxmKi8w=");
}

TEST_CASE("A form without FORM_TYPE does not count") {
  auto query = simple_example();
  query.add(xml::element{"x", data_form}.with(field("os", {"Mac"})));

  CHECK(host::verification_string(query) == "QgayPKawpkPSDYmwT/WM94uAlu0=");
}

TEST_CASE("The server's caps are those of what disco#info tells") {
  config::host_section section;
  section.contacts = {{"abuse", {"mailto:abuse@example.org"}}};
  const auto& cards = host::host_parts().cards();

  auto c = host::caps_element(cards, section);

  CHECK(c.is("c", host::ns::caps));
  CHECK(c.attr_or_empty("hash") == "sha-1");
  CHECK(c.attr_or_empty("node") == host::caps_node);
  CHECK(c.attr_or_empty("ver")
        == host::verification_string(host::disco_info(cards, section)));
}

TEST_CASE("Other contacts make other caps") {
  config::host_section one;
  auto other = one;
  other.contacts = {{"abuse", {"mailto:abuse@example.org"}}};
  const auto& cards = host::host_parts().cards();

  CHECK_FALSE(host::caps_element(cards, one)
              == host::caps_element(cards, other));
}

} // namespace caps_test
