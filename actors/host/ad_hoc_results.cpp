// SPDX-License-Identifier: Apache-2.0
#include "actors/host/ad_hoc_results.hpp"

#include <algorithm>
#include <set>

#include "actors/host/ad_hoc_errors.hpp"

namespace troupe::host {

using nlohmann::json;
using part::data_form;
using part::field_type;
using part::form_field;
using xml::condition;

namespace {

/// Of a table or a list; a note says how many there are.
constexpr std::size_t most_rows = 1'000;

using names = std::vector<std::string>;

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Texts as they are, lists of them with commas, other values as JSON has them.
std::string text_of(const json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_null())
    return {};
  const auto is_plain = [](const json& x) { return x.is_primitive(); };
  if (!value.is_array() || !std::ranges::all_of(value, is_plain))
    return dump(value);
  std::string text;
  for (const auto& each : value)
    text += (text.empty() ? "" : ", ") + text_of(each);
  return text;
}

xml::element form_tag(std::string_view name) {
  return {name, part::ns::data_forms};
}

std::string remainder(std::size_t size) {
  return "these are the first " + std::to_string(most_rows) + " of "
         + std::to_string(size);
}

/// The tree of a description: a line for each node.
void add_tree(names& lines, const json& node, const std::string& indent) {
  auto line = indent + text_of(node.value("name", json{}));
  if (auto value = text_of(node.value("value", json{})); !value.empty())
    line += ": " + value;
  lines.push_back(std::move(line));
  for (const auto& child : node.value("children", json::array()))
    add_tree(lines, child, indent + "  ");
}

bool is_list_of(const json& value, bool (*wanted)(const json&)) {
  return value.is_array() && !value.empty()
         && std::ranges::all_of(value, wanted);
}

bool is_table(const json& value) {
  return is_list_of(value, [](const json& x) { return x.is_object(); });
}

bool is_tree(const json& value) {
  return is_list_of(value, [](const json& x) {
    return x.is_object() && x.contains("name") && x.contains("children");
  });
}

form_field field_of(const std::string& name, const json& value) {
  form_field field{.var = name, .label = name};
  if (value.is_boolean()) {
    field.type = field_type::boolean;
    field.values = {std::string{part::write_boolean(value.get<bool>())}};
  } else if (value.is_primitive()) {
    field.type = field_type::text_single;
    field.values = {text_of(value)};
  } else {
    field.type = field_type::text_multi;
    if (is_tree(value))
      for (const auto& node : value)
        add_tree(field.values, node, {});
    else if (value.is_array())
      for (const auto& each : value)
        field.values.push_back(text_of(each));
    else
      for (const auto& [key, each] : value.items())
        field.values.push_back(key + ": " + text_of(each));
  }
  return field;
}

/// XEP-0004 §3.4: the columns are told once, then come the rows.
xml::element table_of(const std::string& title, const json& rows) {
  names columns;
  for (const auto& row : rows)
    for (const auto& [name, value] : row.items())
      if (std::ranges::find(columns, name) == columns.end())
        columns.push_back(name);
  auto x = form_tag("x").with("type", "result");
  x.add(form_tag("title").with_text(title));
  auto reported = form_tag("reported");
  for (const auto& name : columns)
    reported.add(form_tag("field")
                     .with("var", name)
                     .with("type", "text-single")
                     .with("label", name));
  x.add(std::move(reported));
  for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
    auto item = form_tag("item");
    for (const auto& name : columns)
      item.add(form_tag("field")
                   .with("var", name)
                   .with(form_tag("value").with_text(
                       text_of(rows[i].value(name, json{})))));
    x.add(std::move(item));
  }
  return x;
}

void add_forms(std::vector<xml::element>& to, const ad_hoc_command& command,
               const json& result) {
  data_form fields{part::form_type::result, command.kind};
  fields.title = command.title;
  std::vector<xml::element> tables;
  for (const auto& [name, value] : result.items()) {
    if (!is_table(value) || is_tree(value)) {
      fields.add(field_of(name, value));
      continue;
    }
    tables.push_back(table_of(name, value));
    if (value.size() > most_rows)
      tables.push_back(note("warn", remainder(value.size())));
  }
  if (fields.fields.size() > 1 || tables.empty())
    to.push_back(part::to_element(fields));
  std::ranges::move(tables, std::back_inserter(to));
}

/// The accounts of the host that are logged in, each once.
names online(const json& result, const std::string& host) {
  std::set<std::string> found;
  for (const auto& each : result.value("sessions", json::array()))
    if (auto jid = xml::jid::parse(text_of(each.value("jid", json{})));
        jid && jid->domain() == host)
      found.emplace(jid->bare_view());
  return {found.begin(), found.end()};
}

void add_list(std::vector<xml::element>& to, const ad_hoc_command& command,
              const char* var, names all) {
  const auto size = all.size();
  all.resize(std::min(size, most_rows));
  data_form form{part::form_type::result, command.kind};
  form.title = command.title;
  form.add({.var = var,
            .type = field_type::jid_multi,
            .label = command.title,
            .values = std::move(all)});
  to.push_back(part::to_element(form));
  if (size > most_rows)
    to.push_back(note("warn", remainder(size)));
}

void add_number(std::vector<xml::element>& to, const ad_hoc_command& command,
                const char* var, std::size_t number) {
  data_form form{part::form_type::result, command.kind};
  form.title = command.title;
  form.add({.var = var,
            .type = field_type::text_single,
            .label = command.title,
            .values = {std::to_string(number)}});
  to.push_back(part::to_element(form));
}

} // namespace

ad_hoc_result read_result(const std::string& text) {
  const auto answer = json::parse(text, nullptr, false);
  if (answer.is_object() && answer.contains("result"))
    return {answer["result"], {}, {}};
  ad_hoc_result failed{{}, "failed", "the answer cannot be read"};
  if (!answer.is_object() || !answer.contains("error"))
    return failed;
  failed.code = text_of(answer["error"].value("code", json("failed")));
  failed.message = text_of(answer["error"].value("message", json{}));
  return failed;
}

xml::stanza_error error_of(const ad_hoc_result& failed) {
  using xml::stanza_error;
  if (failed.code == "usage")
    return bad_payload(failed.message);
  if (failed.code == "not_found")
    return stanza_error::make(condition::item_not_found, failed.message);
  if (failed.code == "conflict")
    return stanza_error::make(condition::conflict, failed.message);
  if (failed.code == "bad_password")
    return stanza_error::make(condition::not_acceptable, failed.message);
  if (failed.code == "busy" || failed.code == "not_running") {
    auto error
        = stanza_error::make(condition::resource_constraint, failed.message);
    error.type = xml::error_type::wait;
    return error;
  }
  return stanza_error::make(condition::internal_server_error, failed.message);
}

xml::element note(std::string_view type, std::string_view text) {
  return xml::element{"note", ns::commands}.with("type", type).with_text(text);
}

std::vector<xml::element> payload_of(const ad_hoc_command& command,
                                     const json& result,
                                     const std::string& host) {
  std::vector<xml::element> all;
  const auto users = [&] { return result.value("users", names{}); };
  switch (command.answer) {
  case ad_hoc_answer::forms:
    add_forms(all, command, result);
    break;
  case ad_hoc_answer::nothing:
    break;
  case ad_hoc_answer::registered_number:
    add_number(all, command, "registeredusersnum", users().size());
    break;
  case ad_hoc_answer::registered_list:
    add_list(all, command, "registereduserjids", users());
    break;
  case ad_hoc_answer::disabled_number:
    add_number(all, command, "disabledusersnum", users().size());
    break;
  case ad_hoc_answer::disabled_list:
    add_list(all, command, "disableduserjids", users());
    break;
  case ad_hoc_answer::online_number:
    add_number(all, command, "onlineusersnum", online(result, host).size());
    break;
  case ad_hoc_answer::online_list:
    add_list(all, command, "onlineuserjids", online(result, host));
    break;
  }
  return all;
}

} // namespace troupe::host
