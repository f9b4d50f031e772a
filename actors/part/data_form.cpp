// SPDX-License-Identifier: Apache-2.0
#include "actors/part/data_form.hpp"

#include <algorithm>
#include <array>

#include "actors/part/enum_names.hpp"

namespace troupe::part {

namespace {

using xml::condition;
using xml::stanza_error;

constexpr std::string_view form_type_var = "FORM_TYPE";

constexpr std::array<std::string_view, 4> form_types
    = {"form", "submit", "cancel", "result"};

constexpr std::array<std::string_view, 10> field_types = {
    "boolean",    "fixed",       "hidden",     "jid-multi",    "jid-single",
    "list-multi", "list-single", "text-multi", "text-private", "text-single"};

xml::element tag(std::string_view name, std::string_view text = {}) {
  xml::element result{name, ns::data_forms};
  return text.empty() ? result : std::move(result).with_text(text);
}

/// Calls `f` with each line of `text`, at least one.
template <class F>
void each_line(std::string_view text, F f) {
  for (;;) {
    auto end = text.find('\n');
    f(text.substr(0, end));
    if (end == text.npos)
      return;
    text.remove_prefix(end + 1);
  }
}

void append_line(std::string& to, std::string_view line, bool is_first) {
  if (!is_first)
    to += '\n';
  to += line;
}

form_option read_option(const xml::element& x) {
  form_option option{std::string{x.attr_or_empty("label")}, {}};
  if (const auto* value = x.child("value", ns::data_forms))
    option.value = value->text();
  return option;
}

form_field read_field(const xml::element& x) {
  form_field field;
  field.var = x.attr_or_empty("var");
  field.label = x.attr_or_empty("label");
  if (auto type = x.attr("type")) // §3.3: an unknown type is text-single
    field.type = field_type_from(*type).value_or(field_type::text_single);
  for (const auto* child : x.children())
    if (child->is("value", ns::data_forms))
      field.values.push_back(child->text());
    else if (child->is("option", ns::data_forms))
      field.options.push_back(read_option(*child));
    else if (child->is("desc", ns::data_forms))
      field.description = child->text();
    else if (child->is("required", ns::data_forms))
      field.required = true;
  return field;
}

void add_values(xml::element& to, const form_field& field) {
  for (const auto& value : field.values)
    if (field.type == field_type::text_multi) // §3.3: a value has one line
      each_line(value,
                [&](std::string_view line) { to.add(tag("value", line)); });
    else
      to.add(tag("value", value));
}

xml::element to_element(const form_field& field) {
  auto x = tag("field");
  if (!field.var.empty())
    x.set("var", field.var);
  if (field.type)
    x.set("type", name_of(*field.type));
  if (!field.label.empty())
    x.set("label", field.label);
  if (!field.description.empty())
    x.add(tag("desc", field.description));
  if (field.required)
    x.add(tag("required"));
  if (field.validate)
    x.add(*field.validate);
  add_values(x, field);
  for (const auto& option : field.options) {
    auto choice = tag("option").with(tag("value", option.value));
    if (!option.label.empty())
      choice.set("label", option.label);
    x.add(std::move(choice));
  }
  return x;
}

} // namespace

std::string_view name_of(form_type x) {
  return form_types[static_cast<std::size_t>(x)];
}

std::string_view name_of(field_type x) {
  return field_types[static_cast<std::size_t>(x)];
}

std::optional<form_type> form_type_from(std::string_view name) {
  return enum_named<form_type>(form_types, name);
}

std::optional<field_type> field_type_from(std::string_view name) {
  return enum_named<field_type>(field_types, name);
}

std::string_view form_field::value() const {
  return values.empty() ? std::string_view{} : values.front();
}

std::string form_field::lines() const {
  std::string text;
  for (const auto& value : values)
    append_line(text, value, &value == values.data());
  return text;
}

std::optional<bool> read_boolean(std::string_view text) {
  if (text == "1" || text == "true")
    return true;
  if (text == "0" || text == "false")
    return false;
  return {};
}

std::string_view write_boolean(bool x) {
  return x ? "1" : "0";
}

boost::system::result<std::vector<xml::jid>, stanza_error>
read_jids(const form_field& field) {
  std::vector<xml::jid> jids;
  for (const auto& text : field.values) {
    if (text.empty())
      continue;
    auto jid = xml::jid::parse(text);
    if (!jid)
      return stanza_error::make(condition::not_acceptable,
                                "this is no address: " + text);
    jids.push_back(std::move(*jid));
  }
  std::ranges::sort(jids); // §3.3: the same one again is ignored
  jids.erase(std::unique(jids.begin(), jids.end()), jids.end());
  return jids;
}

xml::element integer_range(std::int64_t least,
                           std::optional<std::int64_t> most) {
  auto range = xml::element{"range", ns::form_validation}.with(
      "min", std::to_string(least));
  if (most)
    range.set("max", std::to_string(*most));
  return xml::element{"validate", ns::form_validation}
      .with("datatype", "xs:integer")
      .with(std::move(range));
}

data_form::data_form(form_type x, std::string_view kind) : type(x) {
  add({.var = std::string{form_type_var},
       .type = field_type::hidden,
       .values = {std::string{kind}}});
}

data_form& data_form::add(form_field field) {
  fields.push_back(std::move(field));
  return *this;
}

const form_field* data_form::find(std::string_view var) const {
  auto found = std::ranges::find(fields, var, &form_field::var);
  return found == fields.end() ? nullptr : &*found;
}

// XEP-0068 §4.3: but in a submission, only a hidden one counts.
std::string_view data_form::kind() const {
  const auto* field = find(form_type_var);
  if (!field
      || (type != form_type::submit && field->type != field_type::hidden))
    return {};
  return field->value();
}

boost::system::result<data_form, stanza_error>
read_data_form(const xml::element& x) {
  auto type = x.attr("type");
  auto known = form_type_from(type.value_or("submit"));
  if (!known)
    return stanza_error::make(condition::bad_request,
                              "this is no type of a form");
  data_form form{*known};
  auto is_first = true;
  for (const auto* child : x.children())
    if (child->is("title", ns::data_forms)) {
      form.title = child->text();
    } else if (child->is("instructions", ns::data_forms)) {
      append_line(form.instructions, child->text(), is_first);
      is_first = false;
    } else if (child->is("field", ns::data_forms)) {
      auto field = read_field(*child);
      if (!field.var.empty() || field.type == field_type::fixed) // §3.2
        form.add(std::move(field));
    }
  return form;
}

xml::element to_element(const data_form& form) {
  auto x = tag("x").with("type", name_of(form.type));
  x.reserve(form.fields.size() + 2);
  if (!form.title.empty())
    x.add(tag("title", form.title));
  if (!form.instructions.empty())
    each_line(form.instructions, [&x](std::string_view line) {
      x.add(tag("instructions", line));
    });
  for (const auto& field : form.fields)
    x.add(to_element(field));
  return x;
}

} // namespace troupe::part
