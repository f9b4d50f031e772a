// SPDX-License-Identifier: Apache-2.0
#include "actors/host/contact.hpp"

#include "actors/host/disco_info.hpp"

namespace troupe::host {

namespace {

constexpr std::string_view form_type = "http://jabber.org/network/serverinfo";

xml::element value(std::string_view text) {
  return xml::element{"value", ns::data_form}.with_text(text);
}

xml::element field(std::string_view var, std::string_view type) {
  return xml::element{"field", ns::data_form}
      .with("var", var)
      .with("type", type);
}

} // namespace

std::optional<xml::element> contact_form(const config::host_section& host) {
  auto form = xml::element{"x", ns::data_form}
                  .with("type", "result")
                  .with(field("FORM_TYPE", "hidden").with(value(form_type)));
  auto any = false;
  for (const auto& [kind, addresses] : host.contacts) {
    if (addresses.empty())
      continue;
    auto entry = field(kind + "-addresses", "list-multi");
    for (const auto& address : addresses)
      entry.add(value(address));
    form.add(std::move(entry));
    any = true;
  }
  if (!any)
    return {};
  return form;
}

part::card contact::about() {
  return {.name = "contact",
          .title = "Contact Addresses for XMPP Services",
          .xep = "0157",
          .version = "1.1.1"};
}

} // namespace troupe::host
