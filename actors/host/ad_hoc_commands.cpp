// SPDX-License-Identifier: Apache-2.0
#include "actors/host/ad_hoc_commands.hpp"

#include <algorithm>

#include "actors/host/ad_hoc_errors.hpp"

namespace troupe::host {

using part::admin_arguments;
using part::field_type;
using part::form_field;

namespace {

/// Of the accounts that one form names.
constexpr std::size_t most_accounts = 100;

using fields = std::vector<ad_hoc_field>;

ad_hoc_field required(const char* var, field_type type, const char* label,
                      const char* argument) {
  return {{.var = var, .type = type, .label = label, .required = true},
          argument};
}

ad_hoc_field account() {
  return required("accountjid", field_type::jid_single,
                  "The Jabber ID of the account", "jid");
}

ad_hoc_field password() {
  return required("password", field_type::text_private,
                  "The password of the account", "password");
}

fields accounts() {
  return {required("accountjids", field_type::jid_multi,
                   "The Jabber IDs of the accounts", "jid")};
}

/// A command of XEP-0133 §4, and what carries it out here.
struct defined {
  std::string_view node, title, runs;
  fields (*form)();
  ad_hoc_answer answer = ad_hoc_answer::nothing;
  std::string_view flag = {}; ///< an argument that is set
};

fields no_fields() {
  return {};
}

constexpr defined all_defined[] = {
    {"add-user", "Add a user", "adduser", // §4.1
     [] {
       auto again = required("password-verify", field_type::text_private,
                             "The password once more", "");
       return fields{account(), password(), std::move(again)};
     }},
    {"delete-user", "Delete users", "deluser", accounts},          // §4.2
    {"disable-user", "Disable users", "disable", accounts},        // §4.3
    {"reenable-user", "Re-enable users", "enable", accounts},      // §4.4
    {"end-user-session", "End user sessions", "kick", accounts},   // §4.5
    {"change-user-password", "Change a user's password", "passwd", // §4.7
     [] {
       return fields{account(), password()};
     }},
    {"get-registered-users-num", "Number of registered users", "users",
     no_fields, ad_hoc_answer::registered_number},
    {"get-disabled-users-num", "Number of disabled users", "users", no_fields,
     ad_hoc_answer::disabled_number, "disabled"},
    {"get-online-users-num", "Number of online users", "sessions", no_fields,
     ad_hoc_answer::online_number},
    {"get-registered-users-list", "List of registered users", "users",
     no_fields, ad_hoc_answer::registered_list},
    {"get-disabled-users-list", "List of disabled users", "users", no_fields,
     ad_hoc_answer::disabled_list, "disabled"},
    {"get-online-users-list", "List of online users", "sessions", no_fields,
     ad_hoc_answer::online_list},
    {"announce", "Send an announcement to online users", "announce", // §4.23
     [] {
       return fields{required("announcement", field_type::text_multi,
                              "Announcement", "text")};
     }},
};

/// Commands that XEP-0133 has for the service that is asked: for its users.
bool is_of_one_host(std::string_view command) {
  return command == "users" || command == "announce";
}

/// Commands about an account that leave it, and who has it, as they are.
bool leaves_account(std::string_view command) {
  return command == "kick";
}

/// Commands of which XEP-0133 tells less than they do.
bool tells_more(std::string_view command) {
  return command == "sessions";
}

std::string own_node(std::string_view command) {
  auto node = std::string{ns::administration} + '#' + std::string{command};
  std::ranges::replace(node, ' ', '-');
  return node;
}

ad_hoc_field field_of(const part::admin_argument& argument) {
  auto type = field_type::text_single;
  if (argument.secret)
    type = field_type::text_private;
  else if (argument.flag)
    type = field_type::boolean;
  else if (argument.name == "jid")
    type = field_type::jid_single;
  const std::string name{argument.name};
  return {{.var = name,
           .type = type,
           .label = name + ": " + std::string{argument.help},
           .required = !argument.optional},
          name};
}

ad_hoc_command own(const part::admin_command& from) {
  ad_hoc_command command{own_node(from.name),
                         std::string{from.help},
                         ns::administration,
                         from.name,
                         {}};
  for (const auto& argument : from.arguments)
    command.fields.push_back(field_of(argument));
  return command;
}

ad_hoc_command service_administration(const defined& from) {
  ad_hoc_command command{std::string{ns::service_administration} + '#'
                             + std::string{from.node},
                         std::string{from.title},
                         ns::service_administration,
                         from.runs,
                         from.form(),
                         from.answer};
  if (!from.flag.empty())
    command.fixed.emplace(from.flag, "true");
  return command;
}

bool is_about_accounts_or_rooms(const ad_hoc_field& field) {
  return field.form.required
         && (field.argument == "jid" || field.argument == "room");
}

bool is_one(const std::vector<std::string>& admins, std::string_view jid) {
  return std::ranges::find(admins, jid) != admins.end();
}

bool has_argument(const ad_hoc_command& command, std::string_view name) {
  return std::ranges::find(command.fields, name, &ad_hoc_field::argument)
         != command.fields.end();
}

/// What one field gives; several where several JIDs may be given.
boost::system::result<std::vector<std::string>, xml::stanza_error>
values_of(const ad_hoc_field& field, const form_field& sent) {
  const auto type = field.form.type;
  std::vector<std::string> values;
  if (type == field_type::jid_multi || type == field_type::jid_single) {
    auto jids = part::read_jids(sent);
    if (!jids)
      return bad_payload(jids.error().text);
    for (const auto& jid : *jids)
      values.push_back(jid.str());
    if (values.size()
        > (type == field_type::jid_multi ? most_accounts : std::size_t{1}))
      return bad_payload("these are too many values of " + field.form.var);
  } else if (type == field_type::boolean) {
    const auto is_set = part::read_boolean(sent.value());
    if (!is_set && !sent.value().empty())
      return bad_payload(field.form.var + " is neither true nor false");
    if (is_set.value_or(false))
      values.emplace_back("true");
  } else if (type == field_type::text_multi) { // a line each, XEP-0004 §3.3
    std::string text;
    for (const auto& line : sent.values)
      text.append(text.empty() ? "" : "\n").append(line);
    if (!text.empty())
      values.push_back(std::move(text));
  } else if (!sent.value().empty()) {
    values.emplace_back(sent.value());
  }
  return values;
}

} // namespace

std::vector<ad_hoc_command> ad_hoc_commands(const part::host_context& context) {
  std::vector<ad_hoc_command> all;
  for (const auto& command : context.admin_commands()) {
    bool is_defined = false;
    for (const auto& each : all_defined)
      if (each.runs == command.name) {
        all.push_back(service_administration(each));
        is_defined = true;
      }
    if (!is_defined || tells_more(command.name))
      all.push_back(own(command));
  }
  return all;
}

ad_hoc_rights::ad_hoc_rights(const part::host_context& context,
                             const xml::jid& who)
    : context_(context),
      who_(who.bare_view()),
      here_(context.is_admin(who)),
      everywhere_(here_
                  && std::ranges::all_of(
                      context.configuration().hosts, [&](const auto& host) {
                        return is_one(host.admins, who.bare_view());
                      })) {
}

bool ad_hoc_rights::may_use(const ad_hoc_command& command) const {
  if (everywhere_ || !here_)
    return here_;
  return command.is_defined() || has_argument(command, "host")
         || std::ranges::any_of(command.fields, is_about_accounts_or_rooms);
}

bool ad_hoc_rights::is_here(std::string_view address) const {
  const auto jid = xml::jid::parse(address);
  if (!jid)
    return false;
  const auto& name = context_.self().str();
  const auto& rooms = context_.configuration().rooms;
  return jid->domain() == name
         || (rooms.enabled && jid->domain() == rooms.subdomain + '.' + name);
}

/// Whether it is an administrator of a host that who asks does not administer.
bool ad_hoc_rights::administers_more(std::string_view account) const {
  const auto jid = xml::jid::parse(account);
  return jid
         && std::ranges::any_of(context_.configuration().hosts,
                                [&](const auto& host) {
                                  return is_one(host.admins, jid->bare_view())
                                         && !is_one(host.admins, who_);
                                });
}

std::string_view ad_hoc_rights::why_not(admin_arguments& given,
                                        const ad_hoc_command& command) const {
  if (has_argument(command, "host") ? !everywhere_
                                    : is_of_one_host(command.runs))
    given.try_emplace("host", context_.self().str());
  if (everywhere_)
    return {};
  for (const auto* name : {"jid", "room", "account", "host"})
    if (auto at = given.find(name); at != given.end() && !is_here(at->second))
      return "this is of another host";
  if (auto at = given.find("jid"); at != given.end()
                                   && !leaves_account(command.runs)
                                   && administers_more(at->second))
    return "this account administers another host";
  return {};
}

part::data_form form_of(const ad_hoc_command& command) {
  part::data_form form{part::form_type::form, command.kind};
  form.title = command.title;
  for (const auto& field : command.fields)
    form.add(field.form);
  return form;
}

boost::system::result<std::vector<admin_arguments>, xml::stanza_error>
read_form(const ad_hoc_command& command, const part::data_form& form) {
  if (!form.kind().empty() && form.kind() != command.kind)
    return bad_payload("this is the form of something else");
  std::vector<admin_arguments> all{command.fixed};
  for (const auto& field : command.fields) {
    const auto* sent = form.find(field.form.var);
    auto values = values_of(field, sent ? *sent : form_field{});
    if (!values)
      return values.error();
    if (values->empty() && field.form.required)
      return bad_payload(field.form.var + " is missing");
    if (field.form.var == "password-verify"
        && values->front() != all.front()["password"])
      return bad_payload("the two passwords are not the same");
    if (field.argument.empty() || values->empty())
      continue;
    const auto before = all.front();
    all.assign(values->size(), before);
    for (std::size_t i = 0; i < values->size(); ++i)
      all[i][field.argument] = (*values)[i];
  }
  return all;
}

} // namespace troupe::host
