// SPDX-License-Identifier: Apache-2.0
#include "tests/support/play_performance.hpp"

#include <algorithm>
#include <charconv>

#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::support {

using xml::element;

namespace {

std::string difference(std::string_view wanted,
                       const std::optional<element>& got,
                       const play_client& c) {
  return c.name() + " should have received:\n" + std::string{wanted}
         + "\nbut got:\n" + (got ? pretty(*got) : c.why_nothing() + '\n');
}

/// The pattern as a tree, and as text for reports.
play_result<element> pattern_of(const play_step& s) {
  auto read = read_elements(s.body);
  if (!read)
    return play_fault{s.line, "the pattern is no XML: " + read.error().what};
  if (read->size() != 1)
    return play_fault{s.line, "a pattern is one element"};
  return std::move(read->front());
}

/// `\n`, `\xHH` and so on within quotes.
std::string unescaped(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    auto kind = text[++i];
    if (kind == 'x' && i + 2 < text.size()) {
      unsigned value = 0;
      std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16);
      result += static_cast<char>(value);
      i += 2;
    } else {
      result += kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind;
    }
  }
  return result;
}

} // namespace

performance::performance(const play& what, play_server& server)
    : play_(what), server_(server) {
  for (const auto& c : what.clients) {
    auto* account = what.account_of(c.jid);
    clients_.emplace(
        std::piecewise_construct, std::forward_as_tuple(c.name),
        std::forward_as_tuple(c.name, c.jid, account ? account->password : ""));
  }
}

std::string performance::run() {
  for (const auto& s : play_.steps)
    if (auto fault = run_step(s); !fault.empty())
      return play_.file + ':' + std::to_string(s.line) + ": " + fault;
  return {};
}

std::string performance::run_step(const play_step& s) {
  switch (s.what) {
  case verb::time_passes:
    return pass_time(s);
  case verb::server_restarts:
    return server_.restart();
  case verb::server_stops:
    return server_.stop();
  case verb::unordered:
    return receive_unordered(s);
  default:
    break;
  }
  auto& c = clients_.at(s.who);
  auto fault = run_connection(s, c);
  return fault == "?" ? run_exchange(s, c) : fault;
}

/// "?" where the step is none of these.
std::string performance::run_connection(const play_step& s, play_client& c) {
  auto direct = s.argument.ends_with("direct TLS");
  switch (s.what) {
  case verb::dials:
    return c.dial(server_, direct);
  case verb::opens_stream:
    return c.open_stream();
  case verb::opens_stream_with:
    return c.open_stream_with(unescaped(s.body));
  case verb::starts_tls:
    return c.start_tls();
  case verb::binds:
    return c.bind();
  case verb::connects:
    return c.connect(server_, direct);
  case verb::is_online:
    if (auto fault = c.connect(server_, direct); !fault.empty())
      return fault;
    return c.become_available();
  case verb::closes_stream:
    return c.close();
  case verb::is_disconnected:
    return c.expect_end();
  case verb::drops:
    return c.drop(), "";
  default:
    return "?";
  }
}

std::string performance::run_exchange(const play_step& s, play_client& c) {
  switch (s.what) {
  case verb::logs_in:
  case verb::fails_to_log_in:
    return log_in(s, c);
  case verb::sends:
  case verb::sends_raw:
    return send(s, c);
  case verb::receives:
    return receive(s, c);
  case verb::receives_header:
    return receive_header(s, c);
  case verb::receives_nothing:
    return expect_nothing(c);
  case verb::gets_stream_error:
    return c.expect_stream_error(s.argument);
  default:
    return "this cannot be done";
  }
}

/// `[with MECHANISM] [and password PASSWORD]`
std::string performance::log_in(const play_step& s, play_client& c) {
  std::string mechanism = "SCRAM-SHA-256";
  auto password = c.password();
  std::string_view rest = s.argument;
  if (rest.starts_with("with ")) {
    auto end = std::min(rest.find(' ', 5), rest.size());
    mechanism = rest.substr(5, end - 5);
    rest = trimmed(rest.substr(end));
  }
  if (constexpr std::string_view word = "and password "; rest.starts_with(word))
    password = rest.substr(word.size());
  return s.what == verb::logs_in
             ? c.log_in(mechanism, password)
             : c.fail_to_log_in(mechanism, password, trimmed(s.body));
}

std::string performance::send(const play_step& s, play_client& c) {
  auto text = fill_in(s.body, known_);
  if (!text)
    return "nothing is known of {" + text.error().what + "}";
  if (s.what == verb::sends_raw)
    return c.send(unescaped(*text));
  auto read = read_elements(*text);
  if (!read)
    return "this is no XML: " + read.error().what;
  for (const auto& x : *read)
    if (auto fault = c.send(xml::to_string(x, xml::ns::client)); !fault.empty())
      return fault;
  return {};
}

std::string performance::receive(const play_step& s, play_client& c) {
  auto wanted = pattern_of(s);
  if (!wanted)
    return wanted.error().what;
  auto got = c.next(wanted->is("features", xml::ns::stream));
  if (got && matches(*wanted, *got, c.jid(), known_))
    return {};
  return difference(pretty(*wanted), got, c);
}

/// The attributes that the server's header must have, as `<header …/>`.
std::string performance::receive_header(const play_step& s, play_client& c) {
  auto wanted = pattern_of(s);
  if (!wanted)
    return wanted.error().what;
  auto got = c.header();
  if (!got)
    return "no header came: " + c.why_nothing();
  element found{"header", xml::ns::client};
  auto add = [&](std::string_view name, const auto& value) {
    if (value)
      found.set(name, *value);
  };
  add("to", got->to);
  add("from", got->from);
  add("id", got->id);
  add("version", got->version);
  add("lang", got->lang);
  if (matches(*wanted, found, {}, known_))
    return {};
  return difference(pretty(*wanted), found, c);
}

std::string performance::receive_unordered(const play_step& block) {
  std::map<std::string, std::vector<const play_step*>> by_client;
  for (const auto& s : block.inner)
    by_client[s.who].push_back(&s);
  for (auto& [name, wanted] : by_client)
    while (!wanted.empty())
      if (auto fault = receive_one_of(wanted, clients_.at(name));
          !fault.empty())
        return fault;
  return {};
}

std::string performance::receive_one_of(std::vector<const play_step*>& wanted,
                                        play_client& c) {
  auto got = c.next();
  std::string all;
  for (auto place = wanted.begin(); place != wanted.end(); ++place) {
    auto pattern = pattern_of(**place);
    if (!pattern)
      return pattern.error().what;
    if (got && matches(*pattern, *got, c.jid(), known_))
      return wanted.erase(place), "";
    all += (all.empty() ? "" : "or\n") + pretty(*pattern);
  }
  return difference(all, got, c);
}

/// What others have sent comes before the answer to their ping to this client's
/// account, and what that account sends before the answer to its own.
std::string performance::expect_nothing(play_client& c) {
  if (!server_.settle()) {
    auto ask = [&](play_client& who) {
      auto id = "sync-" + std::to_string(++syncs_);
      who.send("<iq type='get' id='" + id + "' to='" + c.jid().bare().str()
               + "'><ping xmlns='urn:xmpp:ping'/></iq>");
      return who.await_answer(id);
    };
    for (auto& [name, other] : clients_)
      if (other.is_bound() && &other != &c)
        ask(other);
    if (c.is_bound() && !ask(c))
      return c.name() + " got no answer to a ping: " + c.why_nothing();
    if (!c.inbox().empty())
      return difference("nothing", c.inbox().front(), c);
    return {};
  }
  auto got = c.next();
  return got ? difference("nothing", got, c) : "";
}

std::string performance::pass_time(const play_step& s) {
  double number = 0;
  auto [end, error] = std::from_chars(
      s.argument.data(), s.argument.data() + s.argument.size(), number);
  std::string_view unit{end, s.argument.data() + s.argument.size()};
  auto factor = unit == "ms"    ? 1.0
                : unit == "s"   ? 1000.0
                : unit == "min" ? 60'000.0
                : unit == "h"   ? 3'600'000.0
                                : 0.0;
  if (error != std::errc{} || factor == 0)
    return "time passes in ms, s, min or h, e.g. 30s";
  return server_.pass_time(
      std::chrono::milliseconds{static_cast<std::int64_t>(number * factor)});
}

} // namespace troupe::support
