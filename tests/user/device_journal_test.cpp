// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/timestamp.hpp"
#include "actors/user/device_journal.hpp"
#include "persistence/memory.hpp"

namespace device_journal_test {

using namespace troupe;
using namespace troupe::user;

namespace {

const std::string owner = "romeo@localhost";

xml::jid jid(std::string_view text) {
  return *xml::jid::parse(text);
}

xml::stanza message(std::string_view id, std::uint64_t trace) {
  return xml::stanza{xml::stanza_kind::message, "chat", id}
      .with(xml::element{"body", "jabber:client"}.with_text(id))
      .with_from(jid("juliet@localhost/balcony"))
      .with_to(jid("romeo@localhost"))
      .with_trace(trace);
}

/// A device and the store that its journal lies in.
struct journalled {
  part::session_record session;
  device d;
  persistence::memory_store db;

  journalled() {
    session.full = jid("romeo@localhost/orchard");
    d.token = "t1";
    d.resume_time = std::chrono::seconds{300};
  }

  void send(std::string_view id, std::uint64_t trace) {
    d.queue.add(message(id, trace), std::chrono::system_clock::time_point{
                                        std::chrono::seconds{1'000 + trace}});
  }
  persistence::transaction write() {
    auto ops = device_journal::changes(owner, session, d);
    run(ops);
    return ops;
  }
  persistence::answers run(const persistence::transaction& ops) {
    auto done = persistence::run_batch(db, {ops});
    REQUIRE(done.front().has_value());
    return *done.front();
  }
  std::optional<device_journal::stored_device> read() {
    auto stored = run({persistence::get_entries{
        owner, std::string{device_journal::map_name}}});
    auto& entries = std::get<persistence::map_entries>(stored.front());
    if (entries.empty())
      return {};
    auto found = device_journal::read(jid(owner), entries.front().first,
                                      entries.front().second);
    REQUIRE(found);
    auto queue = run({device_journal::queue_of(owner, found->state)});
    device_journal::restore_queue(
        *found, std::get<persistence::log_page>(queue.front()));
    return found;
  }
};

} // namespace

TEST_CASE("a session comes back from the journal as it was") {
  journalled j;
  auto& s = j.session;
  s.address = "192.0.2.1";
  s.secure = s.available = s.interested = s.wants_block_pushes = true;
  s.carbons = s.reads_offline = true;
  s.priority = -3;
  s.presence = xml::stanza{xml::stanza_kind::presence}
                   .with(xml::element{"show", "jabber:client"}.with_text("dnd"))
                   .with_from(s.full);
  s.directed = {jid("nurse@localhost/x")};
  j.d.handled = 14;
  j.d.confirmed = 12;
  j.send("a", 7);
  j.write();

  const auto found = j.read();
  REQUIRE(found);
  const auto& r = found->session;
  CHECK(r.full == s.full);
  CHECK(r.address == s.address);
  CHECK(r.secure);
  CHECK(r.available);
  CHECK(r.interested);
  CHECK(r.wants_block_pushes);
  CHECK(r.carbons);
  CHECK(r.reads_offline);
  CHECK(r.priority == -3);
  CHECK(r.presence == s.presence);
  CHECK(r.directed == s.directed);
  const auto& d = found->state;
  CHECK(d.token == "t1");
  CHECK(d.handled == 12);
  CHECK(d.resume_time == j.d.resume_time);
  CHECK(d.restored);
  REQUIRE(d.queue.size() == 1);
  const auto& e = d.queue.entries().front();
  CHECK(e.number == 1);
  CHECK(e.stanza == message("a", 7));
  CHECK(e.stanza.trace() == 7);
  CHECK(e.sent == j.d.queue.entries().front().sent);
}

TEST_CASE("who else keeps a stanza comes back from the journal") {
  using keeper = user::unacknowledged::keeper;
  journalled j;
  const std::vector<keeper> kept{keeper::nobody, keeper::log,    keeper::log,
                                 keeper::others, keeper::nobody, keeper::log};
  j.d.queue.begin(0xFFFFFFFDu); // numbers begin anew within the queue
  j.d.stored_from = j.d.stored_to = 0xFFFFFFFEu;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    j.send("m", i + 1);
    j.d.queue.set_keeper(i, kept[i]);
  }
  j.write();
  j.d.queue.acknowledge(0xFFFFFFFEu);
  j.write();

  const auto found = j.read();
  REQUIRE(found->state.queue.size() == kept.size() - 1);
  for (std::size_t i = 1; i < kept.size(); ++i)
    CHECK(found->state.queue.entries()[i - 1].kept_by == kept[i]);
}

TEST_CASE("what is acknowledged before it is written is never written") {
  journalled j;
  j.send("a", 1);
  j.send("b", 2);
  j.d.queue.acknowledge(2);
  j.send("c", 3);

  CHECK(j.write().size() == 2); // one stanza, and the counters
  const auto found = j.read();
  REQUIRE(found->state.queue.size() == 1);
  CHECK(found->state.queue.entries().front().number == 3);
}

TEST_CASE("the journal follows the queue") {
  journalled j;
  for (std::uint64_t i = 1; i <= 5; ++i)
    j.send("m", i);
  j.write();
  j.d.queue.acknowledge(3);
  j.send("m", 6);
  j.write();
  CHECK(j.read()->state.queue.acknowledged() == 3);
  CHECK(j.read()->state.queue.sent() == 6);

  j.d.queue.acknowledge(6);
  j.write();
  CHECK(j.read()->state.queue.empty());
  CHECK(j.read()->state.queue.sent() == 6);

  j.send("m", 7);
  j.write();
  j.write(); // nothing new
  CHECK(j.read()->state.queue.sent() == 7);
}

TEST_CASE("a transaction that failed is written with the next one") {
  journalled j;
  j.send("a", 1);
  j.write();
  const auto before = device_journal::mark_of(j.d);
  j.d.queue.acknowledge(1);
  j.send("b", 2);
  device_journal::changes(owner, j.session, j.d); // lost
  device_journal::set_mark(j.d, before);
  j.send("c", 3);
  j.write();

  const auto found = j.read();
  CHECK(found->state.queue.acknowledged() == 1);
  CHECK(found->state.queue.sent() == 3);
}

TEST_CASE("a restored device is written on from where it stood") {
  journalled j;
  j.send("a", 1);
  j.send("b", 2);
  j.write();
  auto found = j.read();
  j.d = std::move(found->state);
  j.d.queue.reconcile(1, j.d.restored_to);
  j.send("c", 3);
  j.write();

  const auto again = j.read();
  CHECK(again->state.queue.acknowledged() == 1);
  CHECK(again->state.queue.sent() == 3);
}

TEST_CASE("what got other numbers is written anew") {
  journalled j;
  j.send("a", 1);
  j.write();
  j.d = std::move(j.read()->state);
  j.send("b", 2);
  j.write();
  j.d.rewrite = j.d.queue.reconcile(4, j.d.restored_to) != 0;
  j.write();

  const auto found = j.read();
  CHECK(found->state.queue.acknowledged() == 4);
  REQUIRE(found->state.queue.size() == 1);
  CHECK(found->state.queue.entries().front().number == 5);
}

TEST_CASE("numbers go over the end of their range in the journal too") {
  journalled j;
  j.d.queue.begin(0xffff'fffe);
  j.d.stored_from = j.d.stored_to = 0xffff'ffff;
  for (std::uint64_t i = 1; i <= 3; ++i)
    j.send("m", i);
  j.write();
  j.d.queue.acknowledge(0);
  j.write();

  const auto found = j.read();
  REQUIRE(found->state.queue.size() == 1);
  CHECK(found->state.queue.entries().front().number == 1);
}

TEST_CASE("a device that has ended leaves nothing behind") {
  journalled j;
  j.send("a", 1);
  j.write();
  j.run(device_journal::removal(owner, j.d));

  CHECK_FALSE(j.read());
  auto queue = j.run({device_journal::queue_of(owner, j.d)});
  CHECK(std::get<persistence::log_page>(queue.front()).entries.empty());
}

TEST_CASE("an entry that makes no sense is no device") {
  CHECK_FALSE(device_journal::read(jid(owner), "t1", "<other xmlns='x'/>"));
  CHECK_FALSE(device_journal::read(jid(owner), "t1", "garbage"));
}

} // namespace device_journal_test
