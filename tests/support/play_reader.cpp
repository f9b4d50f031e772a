// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "tests/support/play.hpp"

namespace troupe::support {

namespace {

struct phrase {
  std::string_view words;
  verb what;
  bool body; ///< a colon and something must follow
};

// Of those that fit a line, the longest is meant.
constexpr phrase client_phrases[] = {
    {"dials", verb::dials, false},
    {"opens a stream", verb::opens_stream, false},
    {"opens a stream with", verb::opens_stream_with, true},
    {"starts TLS", verb::starts_tls, false},
    {"logs in", verb::logs_in, false},
    {"fails to log in", verb::fails_to_log_in, true},
    {"binds", verb::binds, false},
    {"connects", verb::connects, false},
    {"is online", verb::is_online, false},
    {"sends", verb::sends, true},
    {"sends raw", verb::sends_raw, true},
    {"receives", verb::receives, true},
    {"receives a header", verb::receives_header, true},
    {"receives nothing", verb::receives_nothing, false},
    {"gets stream error", verb::gets_stream_error, false},
    {"closes the stream", verb::closes_stream, false},
    {"is disconnected", verb::is_disconnected, false},
    {"drops the connection", verb::drops, false},
};

bool starts_with_words(std::string_view text, std::string_view words) {
  return text.starts_with(words)
         && (text.size() == words.size()
             || std::string_view{" :"}.find(text[words.size()])
                    != std::string_view::npos);
}

std::string_view take_word(std::string_view& rest) {
  rest = trimmed(rest);
  auto end = std::min(rest.find(' '), rest.size());
  auto word = rest.substr(0, end);
  rest = trimmed(rest.substr(end));
  return word;
}

/// A line that begins a statement, with the lines that belong to it.
struct statement {
  std::size_t line = 0;
  std::string text;
  std::string below;
};

std::vector<statement> statements_of(std::string_view text) {
  std::vector<statement> result;
  std::size_t indent = 0;
  std::size_t number = 0;
  while (!text.empty()) {
    auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    auto content = trimmed(line);
    auto depth = line.find_first_not_of(' ');
    if (content.empty() || (content.starts_with('#') && depth == 0))
      continue;
    if (!result.empty() && depth > indent
        && !result.back().text.ends_with('{')) {
      result.back().below += std::string{line} + '\n';
      continue;
    }
    indent = depth;
    result.push_back({number, std::string{content}, {}});
  }
  return result;
}

class reader {
public:
  explicit reader(std::string file) { play_.file = std::move(file); }

  play_result<play> read(std::string_view text) {
    for (const auto& s : statements_of(text))
      if (auto fault = take(s); !fault.empty())
        return play_fault{s.line, fault};
    if (block_)
      return play_fault{block_->line, "this block is not closed by }"};
    return std::move(play_);
  }

private:
  std::string take(const statement& s) {
    std::string_view rest = s.text;
    auto first = take_word(rest);
    if (first == "config")
      return play_.config.emplace_back(std::string{rest} + s.below), "";
    if (first == "account")
      return take_account(rest);
    if (first == "client")
      return take_client(rest);
    if (first == "memory" || first == "real")
      return take_restriction(first, rest);
    if (s.text == "unordered {")
      return block_.emplace(play_step{s.line, verb::unordered, "", "", "", {}}),
             "";
    if (s.text == "}")
      return close_block();
    if (first == "time" && take_word(rest) == "passes")
      return add({s.line, verb::time_passes, "", std::string{rest}, "", {}});
    if (s.text == "server restarts")
      return add({s.line, verb::server_restarts, "", "", "", {}});
    if (s.text == "server stops")
      return add({s.line, verb::server_stops, "", "", "", {}});
    return take_step(s, first, rest);
  }

  std::string take_account(std::string_view rest) {
    auto who = xml::jid::parse(take_word(rest));
    if (!who || !who->is_bare())
      return "account JID [disabled] [password PASSWORD]";
    play_account made{*who, "secret"};
    auto word = take_word(rest);
    made.disabled = word == "disabled";
    if (made.disabled)
      word = take_word(rest);
    if (word == "password")
      made.password = rest;
    play_.accounts.push_back(std::move(made));
    return {};
  }

  std::string take_client(std::string_view rest) {
    auto name = take_word(rest);
    if (take_word(rest) != "=")
      return "client NAME = JID";
    auto who = xml::jid::parse(rest);
    if (!who)
      return "this is no JID";
    play_.clients.push_back({std::string{name}, *who});
    return {};
  }

  std::string take_restriction(std::string_view where, std::string_view rest) {
    if (take_word(rest) != "only:" || rest.empty())
      return "memory only: REASON, or: real only: REASON";
    (where == "memory" ? play_.for_real : play_.in_memory) = false;
    return {};
  }

  std::string close_block() {
    if (!block_)
      return "nothing is open here";
    play_.steps.push_back(std::move(*block_));
    block_.reset();
    return {};
  }

  std::string take_step(const statement& s, std::string_view who,
                        std::string_view rest) {
    auto known = std::ranges::any_of(
        play_.clients, [&](const auto& c) { return c.name == who; });
    if (!known)
      return "unknown word or client: " + std::string{who};
    const phrase* best = nullptr;
    for (const auto& p : client_phrases)
      if (starts_with_words(rest, p.words)
          && (!best || p.words.size() > best->words.size()))
        best = &p;
    if (!best)
      return "a client cannot do this: " + std::string{rest};
    rest.remove_prefix(best->words.size());
    play_step step{s.line, best->what, std::string{who}, "", "", {}};
    if (!best->body) {
      step.argument = trimmed(rest);
      return s.below.empty() ? add(std::move(step))
                             : "nothing may be indented below this line";
    }
    auto colon = rest.find(':');
    if (colon == rest.npos)
      return "a colon is missing";
    step.argument = trimmed(rest.substr(0, colon));
    step.body = trimmed(std::string{rest.substr(colon + 1)} + '\n' + s.below);
    return add(std::move(step));
  }

  std::string add(play_step step) {
    if (!block_)
      return play_.steps.push_back(std::move(step)), "";
    if (step.what != verb::receives)
      return "a block without order has only what is received";
    block_->inner.push_back(std::move(step));
    return {};
  }

  play play_;
  std::optional<play_step> block_;
};

} // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  auto first = text.find_first_not_of(space);
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

const play_account* play::account_of(const xml::jid& who) const {
  for (const auto& a : accounts)
    if (a.jid.bare_view() == who.bare_view())
      return &a;
  return nullptr;
}

play_result<play> read_play(std::string file, std::string_view text) {
  return reader{std::move(file)}.read(text);
}

void throw_exception_from_error(const play_fault& fault,
                                const boost::source_location&) {
  throw std::runtime_error(std::to_string(fault.line) + ": " + fault.what);
}

} // namespace troupe::support
