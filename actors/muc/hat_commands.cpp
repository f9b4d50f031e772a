// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/hat_commands.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "actors/muc/namespaces.hpp"
#include "actors/part/data_form.hpp"

namespace troupe::muc {

using part::data_form;
using part::field_type;
using part::form_type;
using xml::condition;
using xml::stanza_error;

namespace {

constexpr std::string_view title_var = "hats#title";
constexpr std::string_view uri_var = "hats#uri";
constexpr std::string_view hue_var = "hats#hue";
constexpr std::string_view hat_jid_var = "hats#jid";

using outcome = boost::system::result<hat_command_done, stanza_error>;

data_form new_form(std::string_view title) {
  data_form form{form_type::form, ns::hat_commands};
  form.title = title;
  return form;
}

part::form_field hat_choice(const hats& of) {
  part::form_field field{.var = std::string{uri_var},
                         .type = field_type::list_single,
                         .label = "Hat",
                         .required = true};
  for (const auto& [uri, x] : of.all())
    field.options.push_back({x.title, uri});
  return field;
}

data_form creation_form(const hats&) {
  auto form = new_form("Create a hat");
  auto add = [&form](std::string_view var, const char* label, bool required) {
    form.add({.var = std::string{var},
              .type = field_type::text_single,
              .label = label,
              .required = required});
  };
  add(title_var, "Title", true);
  add(uri_var, "URI that names it", true);
  add(hue_var, "Hue, 0 to 360", false);
  return form;
}

data_form choice_form(const hats& of) {
  auto form = new_form("Destroy a hat");
  form.add(hat_choice(of));
  return form;
}

data_form wearer_form(const hats& of) {
  auto form = new_form("A hat of somebody");
  form.add({.var = std::string{hat_jid_var},
            .type = field_type::jid_single,
            .label = "Address",
            .required = true});
  form.add(hat_choice(of));
  return form;
}

std::string text_in(const data_form& form, std::string_view var) {
  const auto* field = form.find(var);
  return std::string{field ? field->value() : std::string_view{}};
}

outcome create(hats& of, const data_form& form) {
  hat_command_done done;
  done.hat = text_in(form, uri_var);
  if (auto why
      = of.put({done.hat, text_in(form, title_var), text_in(form, hue_var)}))
    return *why;
  done.list_changed = true;
  done.wearers = of.wearers(done.hat);
  return done;
}

outcome destroy(hats& of, const data_form& form) {
  hat_command_done done;
  done.hat = text_in(form, uri_var);
  done.wearers = of.wearers(done.hat);
  if (!of.remove(done.hat))
    return stanza_error::make(condition::item_not_found,
                              "the room has no such hat");
  done.list_changed = true;
  return done;
}

boost::system::result<std::string, stanza_error>
wearer_in(const data_form& form) {
  auto jid = xml::jid::parse(text_in(form, hat_jid_var));
  if (!jid)
    return stanza_error::make(condition::not_acceptable,
                              "say whose hat it is, by his address");
  return std::string{jid->bare_view()};
}

outcome assign(hats& of, const data_form& form) {
  auto bare = wearer_in(form);
  if (!bare)
    return bare.error();
  if (auto why = of.give(*bare, text_in(form, uri_var)))
    return *why;
  hat_command_done done;
  done.wearers.push_back(std::move(*bare));
  return done;
}

outcome unassign(hats& of, const data_form& form) {
  auto bare = wearer_in(form);
  if (!bare)
    return bare.error();
  if (!of.take(*bare, text_in(form, uri_var)))
    return stanza_error::make(condition::item_not_found,
                              "he does not wear this hat");
  hat_command_done done;
  done.wearers.push_back(std::move(*bare));
  return done;
}

xml::element tag(std::string_view name) {
  return {name, part::ns::data_forms};
}

/// A row of a table (XEP-0004 §3.4), or its head where there are no values.
xml::element
row(std::string_view name,
    std::initializer_list<std::pair<std::string_view, std::string_view>>
        fields) {
  auto x = tag(name);
  for (const auto& [var, value] : fields) {
    auto field = tag("field").with("var", var);
    if (name == "item")
      field.add(tag("value").with_text(value));
    x.add(std::move(field));
  }
  return x;
}

xml::element list(const hats& of) {
  auto x = tag("x").with("type", "result");
  x.add(tag("title").with_text("Hats"));
  x.add(row("reported", {{title_var, {}}, {uri_var, {}}, {hue_var, {}}}));
  for (const auto& [uri, each] : of.all())
    x.add(row("item",
              {{title_var, each.title}, {uri_var, uri}, {hue_var, each.hue}}));
  return x;
}

xml::element list_assigned(const hats& of) {
  auto x = tag("x").with("type", "result");
  x.add(tag("title").with_text("Who wears which hat"));
  x.add(row("reported", {{hat_jid_var, {}}, {title_var, {}}, {uri_var, {}}}));
  for (const auto& [bare, uris] : of.worn())
    for (const auto& uri : uris)
      if (auto found = of.all().find(uri); found != of.all().end())
        x.add(row("item", {{hat_jid_var, bare},
                           {title_var, found->second.title},
                           {uri_var, uri}}));
  return x;
}

/// A command asks by a form and does something with it, or tells a table.
struct command {
  std::string_view node, name;
  data_form (*form)(const hats&);
  outcome (*run)(hats&, const data_form&);
  xml::element (*table)(const hats&);
};

constexpr std::array all_commands = {
    command{"urn:xmpp:hats:commands:create", "Create or change a hat",
            creation_form, create, nullptr},
    command{"urn:xmpp:hats:commands:destroy", "Destroy a hat", choice_form,
            destroy, nullptr},
    command{"urn:xmpp:hats:commands:list", "List the hats", nullptr, nullptr,
            list},
    command{"urn:xmpp:hats:commands:assign", "Give a hat to somebody",
            wearer_form, assign, nullptr},
    command{"urn:xmpp:hats:commands:unassign", "Take a hat from somebody",
            wearer_form, unassign, nullptr},
    command{"urn:xmpp:hats:commands:list-assigned", "List who wears which hat",
            nullptr, nullptr, list_assigned},
};

const command* find(std::string_view node) {
  const auto* found = std::ranges::find(all_commands, node, &command::node);
  return found == all_commands.end() ? nullptr : found;
}

/// XEP-0050 §2.4: with a form that is to be filled in, and how to go on.
xml::element asking(const data_form& form, xml::element answer) {
  answer.set("status", "executing");
  answer.add(xml::element{"actions", ns::commands}
                 .with("execute", "complete")
                 .with(xml::element{"complete", ns::commands}));
  answer.add(part::to_element(form));
  return answer;
}

} // namespace

bool is_hat_command(std::string_view node) {
  return find(node) != nullptr;
}

outcome run_hat_command(hats& of, const xml::element& request,
                        std::string_view session) {
  const auto* c = find(request.attr_or_empty("node"));
  if (!c)
    return stanza_error::make(condition::item_not_found, "no such command");
  const auto given = request.attr_or_empty("sessionid");
  auto answer = xml::element{"command", ns::commands}
                    .with("node", c->node)
                    .with("sessionid", given.empty() ? session : given);
  hat_command_done done;
  const auto* x = request.child("x", part::ns::data_forms);
  const bool is_cancelled
      = request.attr_or_empty("action") == "cancel"
        || (x != nullptr && x->attr_or_empty("type") == "cancel");
  if (is_cancelled) {
    done.answer = std::move(answer).with("status", "canceled");
    return done;
  }
  if (c->table || !x) {
    done.answer
        = c->table
              ? std::move(answer).with("status", "completed").with(c->table(of))
              : asking(c->form(of), std::move(answer));
    return done;
  }
  auto form = part::read_data_form(*x);
  if (!form)
    return form.error();
  if (!form->kind().empty() && form->kind() != ns::hat_commands)
    return stanza_error::make(condition::bad_request,
                              "this is no form for hats");
  auto ended = c->run(of, *form);
  if (ended)
    ended->answer = std::move(answer).with("status", "completed");
  return ended;
}

xml::element hat_command_items(const xml::jid& room) {
  auto items
      = xml::element{"query", ns::disco_items}.with("node", ns::commands);
  for (const auto& c : all_commands)
    items.add(xml::element{"item", ns::disco_items}
                  .with("jid", room.str())
                  .with("node", c.node)
                  .with("name", c.name));
  return items;
}

} // namespace troupe::muc
