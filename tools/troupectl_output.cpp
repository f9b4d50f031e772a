// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_output.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

#include "tools/trace_tree.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

using row = std::vector<std::string>;

/// Texts as they are, other values as JSON has them.
std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Columns as wide as their widest cell; the first row is the heading.
void print_table(std::ostream& out, const std::vector<row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& cells : rows)
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], cells[i].size());
  for (const auto& cells : rows) {
    for (std::size_t i = 0; i + 1 < cells.size(); ++i)
      out << std::left << std::setw(static_cast<int>(widths[i]) + 2)
          << cells[i];
    out << cells.back() << '\n';
  }
}

void print_users(std::ostream& out, const json& result) {
  for (const auto& each : result["users"])
    if (each.is_object())
      out << text_of(each["jid"])
          << (each["disabled"] == true ? "  disabled" : "") << '\n';
    else
      out << text_of(each) << '\n';
}

void print_audit(std::ostream& out, const json& result) {
  for (const auto& each : result["entries"])
    out << text_of(each.value("time", json{})) << "  "
        << text_of(each.value("who", json{})) << " by "
        << text_of(each.value("from", json{})) << "  "
        << text_of(each.value("command", json{})) << ' '
        << text_of(each.value("arguments", json{})) << ": "
        << text_of(each.value("outcome", json{})) << '\n';
}

void print_sessions(std::ostream& out, const json& result) {
  std::vector<row> rows{
      {"JID", "ADDRESS", "TLS", "AVAILABLE", "PRIORITY", "SINCE"}};
  const auto yes
      = [](const json& value) { return value == true ? "yes" : "no"; };
  for (const auto& each : result["sessions"])
    rows.push_back({text_of(each["jid"]), text_of(each["address"]),
                    yes(each["secure"]), yes(each["available"]),
                    text_of(each["priority"]), text_of(each["since"])});
  print_table(out, rows);
}

void print_reports(std::ostream& out, const json& result) {
  for (const auto& each : result["reports"]) {
    out << text_of(each["time"]) << "  " << text_of(each["reported"])
        << "  reported by " << text_of(each["reporter"]) << " for "
        << text_of(each["reason"]) << '\n';
    for (const auto& text : each["texts"])
      out << "  " << json(text).dump() << '\n';
    for (const auto& message : each["messages"])
      out << "  message " << message["id"].dump() << " of "
          << message["by"].dump() << '\n';
  }
}

void print_message(std::ostream& out, const json& result) {
  for (const auto& each : result["events"]) {
    out << text_of(each["time"]) << "  " << text_of(each["account"]);
    if (!each["resource"].empty() && each["resource"] != "")
      out << '/' << text_of(each["resource"]);
    out << "  " << text_of(each["what"]);
    if (each["reason"] != "")
      out << ": " << text_of(each["reason"]);
    out << '\n';
  }
  for (const auto& each : result["stored"])
    out << "stored  " << text_of(each["account"]) << "  "
        << text_of(each["log"]) << '\n';
}

void print_rooms(std::ostream& out, const json& result) {
  std::vector<row> rows{{"ROOM", "PUBLIC", "NAME"}};
  for (const auto& each : result["rooms"])
    rows.push_back({text_of(each["jid"]), each["public"] == true ? "yes" : "no",
                    text_of(each["name"])});
  print_table(out, rows);
}

void print_room(std::ostream& out, const json& result) {
  std::vector<row> settings{{"room", text_of(result["room"])}};
  for (const auto& [name, value] : result["settings"].items())
    settings.push_back({name, text_of(value)});
  print_table(out, settings);
  const auto text = [](const json& each, const char* key) {
    return each.contains(key) ? text_of(each[key]) : std::string{};
  };
  std::vector<row> people{{"AFFILIATION", "JID", "NICK", "REASON"}};
  for (const auto* list : {"owners", "admins", "members", "outcasts"})
    for (const auto& each : result[list])
      people.push_back({text(each, "affiliation"), text(each, "jid"),
                        text(each, "nick"), text(each, "reason")});
  std::vector<row> occupants{{"OCCUPANT", "ROLE", "JID"}};
  for (const auto& each : result["occupants"])
    occupants.push_back(
        {text(each, "nick"), text(each, "role"), text(each, "jid")});
  for (const auto& table : {people, occupants})
    if (table.size() > 1)
      print_table(out << '\n', table);
}

void print_said(std::ostream& out, const json& result) {
  for (const auto& each : result["messages"])
    out << each.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
}

void print_affiliation(std::ostream& out, const json& result) {
  const auto is = text_of(result["affiliation"]);
  out << text_of(result["jid"]) << " has "
      << (is == "none" ? "no affiliation" : "the affiliation " + is) << " in "
      << text_of(result["room"]) << ".\n";
}

std::string duration(std::uint64_t seconds) {
  const auto days = seconds / 86400;
  const auto two = [](std::uint64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return (days != 0 ? std::to_string(days) + " days " : "")
         + two(seconds / 3600 % 24) + ':' + two(seconds / 60 % 60) + ':'
         + two(seconds % 60);
}

void print_status(std::ostream& out, const json& result) {
  std::vector<row> rows{
      {"version", text_of(result["version"])},
      {"pid", text_of(result["pid"])},
      {"uptime", duration(result["uptime_seconds"].get<std::uint64_t>())},
      {"memory",
       std::to_string(result["memory_bytes"].get<std::uint64_t>() >> 20)
           + " MiB"},
      {"sessions", text_of(result["sessions"])},
      {"users", text_of(result["users"])}};
  for (const auto& each : result["listening"])
    rows.push_back({"listening",
                    text_of(each["service"]) + ' ' + text_of(each["address"])});
  for (const auto& each : result["certificates"])
    rows.push_back({"certificate",
                    text_of(each["host"]) + ", " + text_of(each["days_left"])
                        + " days left, until " + text_of(each["not_after"])});
  for (const auto& [name, value] : result["storage"].items())
    rows.push_back({"storage " + name, text_of(value)});
  print_table(out, rows);
}

void print_reload(std::ostream& out, const json& result) {
  out << "The configuration was read again.\n";
  for (const auto& key : result["restart_needed"])
    out << text_of(key) << " changes with the next start only.\n";
}

void print_change(std::ostream& out, const json& change) {
  out << text_of(change["key"]) << ": ";
  if (change["old"] == "")
    out << "new: " << text_of(change["new"]);
  else if (change["new"] == "")
    out << "no more; was " << text_of(change["old"]);
  else
    out << text_of(change["old"]) << " -> " << text_of(change["new"]);
  out << (change["restart"] == true ? "\n  needs a restart" : "");
  for (const auto& each : change["touches"])
    out << "\n  touches " << text_of(each);
  out << '\n';
}

void print_plan(std::ostream& out, const json& result) {
  for (const auto& each : result["changes"])
    print_change(out, each);
  if (result["changes"].empty())
    out << "Nothing would change.\n";
}

void print_apply(std::ostream& out, const json& result) {
  for (const auto& each : result["applied"])
    print_change(out, each);
  out << "The configuration is in force";
  if (result["restart_needed"].empty())
    out << ".\n";
  for (const auto& key : result["restart_needed"])
    out << (key == result["restart_needed"].front()
                ? ", but for what needs a restart: "
                : ", ")
        << text_of(key)
        << (key == result["restart_needed"].back() ? ".\n" : "");
}

void print_check(std::ostream& out, const json& result) {
  for (const auto& warning : result["warnings"])
    out << "warning: " << text_of(warning) << '\n';
  out << "store: " << text_of(result["store"]) << "\nOK\n";
}

void print_node(std::ostream& out, const json& node, std::size_t depth) {
  out << std::string(2 * depth, ' ') << text_of(node["name"]);
  if (node.contains("value"))
    out << ": " << text_of(node["value"]);
  out << '\n';
  if (node.contains("children"))
    for (const auto& child : node["children"])
      print_node(out, child, depth + 1);
}

void print_actors(std::ostream& out, const json& result) {
  for (const auto& each : result["actors"])
    print_node(out, each, 0);
}

void print_trace_end(std::ostream& out, const json& result) {
  const auto traces = result.value("traces", std::uint64_t{0});
  const auto dropped = result.value("dropped", std::uint64_t{0});
  out << traces << (traces == 1 ? " trace" : " traces") << "; ended by its "
      << result.value("ended", "") << ".\n";
  const auto lost = result.value("lost", std::uint64_t{0});
  if (lost > 0)
    out << lost << (lost == 1 ? " more was" : " more were")
        << " lost: no room for them, or the same as one under way.\n";
  if (dropped > 0)
    out << dropped << " records found no room: traces may miss hops.\n";
}

void print_recent(std::ostream& out, const json& result) {
  out << trace_list(result.at("traces"), appearance_of(STDOUT_FILENO));
}

void print_shown(std::ostream& out, const json& result) {
  out << trace_tree(result.at("trace"), appearance_of(STDOUT_FILENO));
}

void print_explained(std::ostream& out, const json& result) {
  out << explained_tree(result.at("trace"), appearance_of(STDOUT_FILENO));
  for (const auto& note : result.at("notes"))
    out << "Note: " << text_of(note) << ".\n";
}

void print_tokens(std::ostream& out, const json& result) {
  std::vector<row> rows{{"NAME", "CREATED", "EXPIRES"}};
  for (const auto& each : result["tokens"])
    rows.push_back({text_of(each["name"]), text_of(each["created"]),
                    each.contains("expires") ? text_of(each["expires"])
                                             : std::string{"never"}});
  print_table(out, rows);
}

struct printer {
  std::string_view command;
  void (*print)(std::ostream& out, const json& result);
};

const printer printers[] = {
    {"trace", print_trace_end},
    {"recent", print_recent},
    {"shown", print_shown},
    {"explain", print_explained},
    {"adduser",
     [](std::ostream& out, const json& r) {
       out << text_of(r["added"]) << " was added.\n";
     }},
    {"passwd",
     [](std::ostream& out, const json& r) {
       out << "The password of " << text_of(r["changed"]) << " was changed.\n";
     }},
    {"deluser",
     [](std::ostream& out, const json& r) {
       out << text_of(r["removed"]) << " was removed.\n";
     }},
    {"disable",
     [](std::ostream& out, const json& r) {
       out << text_of(r["disabled"]) << " was disabled.\n";
     }},
    {"enable",
     [](std::ostream& out, const json& r) {
       out << text_of(r["enabled"]) << " was enabled.\n";
     }},
    {"announce",
     [](std::ostream& out, const json& r) {
       out << r["announced"]
           << (r["announced"] == 1 ? " account was" : " accounts were")
           << " told.\n";
       if (r["failed"] != 0)
         out << r["failed"] << " did not answer.\n";
     }},
    {"audit", print_audit},
    {"kick",
     [](std::ostream& out, const json& r) {
       out << text_of(r["kicked"]) << ": " << r["sessions"]
           << (r["sessions"] == 1 ? " session was" : " sessions were")
           << " ended.\n";
     }},
    {"cert",
     [](std::ostream& out, const json& r) {
       out << "Made " << text_of(r["certificate"]) << " and "
           << text_of(r["key"]) << " for " << text_of(r["host"]) << ".\n";
     }},
    {"users", print_users},
    {"sessions", print_sessions},
    {"status", print_status},
    {"reload", print_reload},
    {"check", print_check},
    {"config plan", print_plan},
    {"config apply", print_apply},
    {"describe", print_actors},
    {"reports", print_reports},
    {"message", print_message},
    {"rooms list", print_rooms},
    {"rooms describe", print_room},
    {"rooms create",
     [](std::ostream& out, const json& r) {
       out << text_of(r["created"]) << " was made.\n";
     }},
    {"rooms destroy",
     [](std::ostream& out, const json& r) {
       out << text_of(r["destroyed"]) << " is no more.\n";
     }},
    {"rooms kick",
     [](std::ostream& out, const json& r) {
       out << text_of(r["kicked"]) << " was sent out of " << text_of(r["room"])
           << ".\n";
     }},
    {"rooms mute",
     [](std::ostream& out, const json& r) {
       out << text_of(r["muted"]) << " has no voice in " << text_of(r["room"])
           << " any more.\n";
     }},
    {"rooms ban", print_affiliation},
    {"rooms affiliation", print_affiliation},
    {"rooms export", print_said},
    {"token create", [](std::ostream& out,
                        const json& r) { out << text_of(r["token"]) << '\n'; }},
    {"token list", print_tokens},
    {"token delete",
     [](std::ostream& out, const json& r) {
       out << "The token " << text_of(r["deleted"]) << " is void.\n";
     }},
};

} // namespace

void print_result(std::ostream& out, std::string_view command,
                  const json& result) {
  const auto* known = std::ranges::find(printers, command, &printer::command);
  if (known != std::end(printers))
    known->print(out, result);
  else
    out << result.dump(2) << '\n';
}

} // namespace troupe::tools
