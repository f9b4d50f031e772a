// SPDX-License-Identifier: Apache-2.0
#include "actors/host/caps.hpp"

#include <algorithm>
#include <vector>

#include "actors/host/disco_info.hpp"
#include "actors/part/digest.hpp"
#include "xml/namespaces.hpp"

namespace troupe::host {

namespace {

using texts = std::vector<std::string>;

/// Appends each text with its "<", sorted by i;octet (RFC 4790 §9.3).
void append_sorted(std::string& to, texts lines) {
  std::ranges::sort(lines);
  for (const auto& line : lines)
    to.append(line).append("<");
}

texts identities_in(const xml::element& info) {
  texts result;
  for (const auto* x : info.children())
    if (x->is("identity", ns::disco_info)) {
      std::string line{x->attr_or_empty("category")};
      line.append("/").append(x->attr_or_empty("type"));
      line.append("/").append(x->attr_or_empty("lang", xml::ns::xml));
      line.append("/").append(x->attr_or_empty("name"));
      result.push_back(std::move(line));
    }
  return result;
}

texts features_in(const xml::element& info) {
  texts result;
  for (const auto* x : info.children())
    if (x->is("feature", ns::disco_info))
      result.emplace_back(x->attr_or_empty("var"));
  return result;
}

texts values_of(const xml::element& field) {
  texts result;
  for (const auto* x : field.children())
    if (x->is("value", ns::data_form))
      result.push_back(x->text());
  return result;
}

/// "FORM_TYPE<var<value<…"; empty for a form without FORM_TYPE, which does not
/// count (XEP-0115 §5.4 step 3.6).
std::string form_line(const xml::element& form) {
  std::string type;
  texts fields;
  for (const auto* x : form.children()) {
    auto values = values_of(*x);
    if (x->attr_or_empty("var") == "FORM_TYPE") {
      type = values.empty() ? "" : values.front() + "<";
      continue;
    }
    std::string field{x->attr_or_empty("var")};
    field += "<";
    append_sorted(field, std::move(values));
    fields.push_back(std::move(field));
  }
  if (type.empty())
    return {};
  std::ranges::sort(fields);
  for (const auto& field : fields)
    type += field;
  return type;
}

texts forms_in(const xml::element& info) {
  texts result;
  for (const auto* x : info.children())
    if (x->is("x", ns::data_form))
      result.push_back(form_line(*x));
  std::ranges::sort(result);
  return result;
}

} // namespace

std::string verification_string(const xml::element& disco_info) {
  std::string s;
  append_sorted(s, identities_in(disco_info));
  append_sorted(s, features_in(disco_info));
  for (const auto& form : forms_in(disco_info))
    s += form;
  return part::base64(part::sha1(s));
}

xml::element caps_element(std::span<const part::card> cards,
                          const config::host_section& host) {
  return xml::element{"c", ns::caps}
      .with("hash", "sha-1")
      .with("node", caps_node)
      .with("ver", verification_string(disco_info(cards, host)));
}

part::card caps::about() {
  return {.name = "caps",
          .title = "Entity Capabilities",
          .xep = "0115",
          .version = "1.6.0",
          .server_features = {std::string{ns::caps}}};
}

} // namespace troupe::host
