// SPDX-License-Identifier: Apache-2.0
#include "actors/host/contact.hpp"

#include "actors/part/data_form.hpp"

namespace troupe::host {

std::optional<xml::element> contact_form(const config::host_section& host) {
  part::data_form form{part::form_type::result,
                       "http://jabber.org/network/serverinfo"};
  for (const auto& [kind, addresses] : host.contacts)
    if (!addresses.empty())
      form.add({.var = kind + "-addresses",
                .type = part::field_type::list_multi,
                .values = addresses});
  if (form.fields.size() == 1)
    return {};
  return to_element(form);
}

part::card contact::about() {
  return {.name = "contact",
          .title = "Contact Addresses for XMPP Services",
          .xep = "0157",
          .version = "1.1.1"};
}

} // namespace troupe::host
