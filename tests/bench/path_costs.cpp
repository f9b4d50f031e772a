// SPDX-License-Identifier: Apache-2.0
// What the server's paths cost, each for itself: allocations and, under
// callgrind, instructions. Everything runs in this process on one thread, in
// memory and in a fixed order, so that the figures hardly move.
//   path_costs              a line "PATH OPERATIONS ALLOCATIONS BYTES" for each
//   path_costs PATH         that one only
#include <array>
#include <cstdio>
#include <exception>
#include <list>
#include <stdexcept>

#include <spdlog/spdlog.h>

#include "tests/bench/meter.hpp"
#include "tests/bench/stage.hpp"

namespace troupe::bench {

namespace {

constexpr std::size_t warm_up = 64;

const std::string text
    = "It is the east, and Juliet is the sun. Arise, fair sun, and kill the "
      "envious moon, who is already sick";

std::string message(const client& to, std::size_t number,
                    std::string_view more = {}) {
  return "<message to='" + to.user() + "@localhost/phone' type='chat' id='m"
         + std::to_string(number) + "'><body>" + text + "</body>"
         + std::string{more} + "</message>";
}

void require(bool holds, const char* what) {
  if (!holds)
    throw std::runtime_error{what};
}

/// To and fro between two sessions.
void chat_between(client& a, client& b, meter& m, std::size_t count,
                  std::string_view more) {
  for (std::size_t i = 0; i < warm_up + count; ++i) {
    auto& from = i % 2 == 0 ? a : b;
    auto& to = i % 2 == 0 ? b : a;
    const auto next = message(to, i, more);
    auto once = [&] { from.tell(next); };
    i < warm_up ? once() : m.measure(once);
    require(to.take().find(text) != std::string::npos, "no message came");
    from.take();
  }
}

void chat(meter& m, std::size_t count) {
  stage s{{}};
  auto a = s.log_in(0);
  auto b = s.log_in(1);
  chat_between(a, b, m, count, {});
}

/// With what Conversations puts into them, to clients that can resume. Nothing
/// is asked for and nothing acknowledged.
void chat_resumable(meter& m, std::size_t count) {
  stage s{{}};
  auto a = s.log_in(0);
  auto b = s.log_in(1);
  for (auto* c : {&a, &b})
    c->say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
  chat_between(a, b, m, count,
               "<origin-id xmlns='urn:xmpp:sid:0' id='x'/><request "
               "xmlns='urn:xmpp:receipts'/><markable "
               "xmlns='urn:xmpp:chat-markers:0'/>");
}

void chat_archived(meter& m, std::size_t count) {
  stage s{{.archive = true}};
  auto a = s.log_in(0);
  auto b = s.log_in(1);
  chat_between(a, b, m, count, {});
}

/// One operation is a delivery.
void presence(meter& m, std::size_t count) {
  constexpr std::size_t friends = 20;
  stage s{{.accounts = 1 + friends}};
  s.befriend(0, 1, 1 + friends);
  std::list<client> others;
  for (std::size_t i = 1; i <= friends; ++i)
    others.push_back(s.log_in(i));
  auto me = s.log_in(0);
  for (std::size_t i = 0; i < warm_up + count / friends; ++i) {
    const auto next
        = "<presence><status>" + std::to_string(i) + "</status></presence>";
    for (auto& c : others)
      c.take();
    auto once = [&] { me.tell(next); };
    i < warm_up ? once() : m.measure(once);
    for (auto& c : others)
      require(c.take().find("<status>") != std::string::npos, "no presence");
  }
}

void login(meter& m, std::size_t count) {
  stage s{{}};
  for (std::size_t i = 0; i < 2 + count; ++i) {
    auto once = [&] {
      auto c = s.log_in(0);
      c.close();
    };
    i < 2 ? once() : m.measure(once);
  }
}

void roster_get(meter& m, std::size_t count) {
  stage s{{}};
  auto c = s.log_in(0);
  for (int i = 0; i < 50; ++i)
    c.say("<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item "
          "jid='contact"
          + std::to_string(i)
          + "@localhost' name='A contact'><group>Friends</group></item>"
            "</query></iq>");
  for (std::size_t i = 0; i < 2 + count; ++i) {
    auto once = [&] {
      c.tell("<iq type='get' id='g'><query xmlns='jabber:iq:roster'/></iq>");
    };
    i < 2 ? once() : m.measure(once);
    require(c.take().find("contact49@") != std::string::npos, "no roster came");
  }
}

void roster_set(meter& m, std::size_t count) {
  stage s{{}};
  auto c = s.log_in(0);
  for (std::size_t i = 0; i < 2 + count; ++i) {
    const auto next = "<iq type='set' id='s'><query xmlns='jabber:iq:roster'>"
                      "<item jid='contact@localhost' name='"
                      + std::to_string(i) + "'/></query></iq>";
    auto once = [&] { c.tell(next); };
    i < 2 ? once() : m.measure(once);
    require(c.take().find("type='result'") != std::string::npos, "no result");
  }
}

void offline(meter& m, std::size_t count) {
  stage s{{}};
  auto a = s.log_in(0);
  auto b = s.connect(1);
  for (std::size_t i = 0; i < warm_up + count; ++i) {
    const auto next = message(b, i);
    auto once = [&] { a.tell(next); };
    i < warm_up ? once() : m.measure(once);
  }
  require(s.logged(b, "offline") == warm_up + count, "not all were stored");
}

struct path {
  std::string_view name;
  void (*run)(meter&, std::size_t);
  std::size_t count;
};

constexpr std::array paths = {
    path{"chat", chat, 1'000},
    path{"chat_resumable", chat_resumable, 1'000},
    path{"chat_archived", chat_archived, 1'000},
    path{"presence", presence, 2'000},
    path{"login", login, 40},
    path{"roster_get", roster_get, 100},
    path{"roster_set", roster_set, 200},
    path{"offline", offline, 500},
};

int run(std::string_view wanted) {
  bool found = false;
  for (const auto& p : paths) {
    if (!wanted.empty() && wanted != p.name)
      continue;
    found = true;
    meter m;
    p.run(m, p.count);
    std::printf("%s %zu %llu %llu\n", p.name.data(), p.count,
                static_cast<unsigned long long>(m.allocations()),
                static_cast<unsigned long long>(m.bytes()));
  }
  if (!found)
    std::fprintf(stderr, "path_costs: there is no path of that name\n");
  return found ? 0 : 2;
}

} // namespace

} // namespace troupe::bench

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::off);
  try {
    return troupe::bench::run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "path_costs: %s\n", e.what());
    return 1;
  }
}
