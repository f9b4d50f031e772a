// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/archive.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

namespace {

constexpr std::string_view mam_ns = "urn:xmpp:mam:2";
constexpr std::string_view rsm_ns = "http://jabber.org/protocol/rsm";
constexpr std::chrono::minutes archive_patience{10};

/// A page; `position` is the rest of RSM, e.g. `<before/>`.
std::string query(std::string_view id, std::size_t max,
                  std::string_view position = {}) {
  return fmt::format("<iq type='set' id='{}'><query xmlns='urn:xmpp:mam:2'>"
                     "<set xmlns='http://jabber.org/protocol/rsm'>"
                     "<max>{}</max>{}</set></query></iq>",
                     id, max, position);
}

/// The text of a child of RSM's answer, e.g. "last"; empty if there is none.
std::string rsm_text(const xml::element& stanza, std::string_view name) {
  const auto* fin = stanza.child("fin", mam_ns);
  const auto* set = fin ? fin->child("set", rsm_ns) : nullptr;
  const auto* child = set ? set->child(name, rsm_ns) : nullptr;
  return child ? child->text() : "";
}

std::string escaped(std::string_view text) {
  std::string out;
  xml::write_escaped(out, text);
  return out;
}

} // namespace

std::string archive::about() const {
  return "Pages of message archives: the first, the last, one in the middle";
}

void archive::describe(CLI::App& app) {
  add_count(app, "--count", count_, "How many accounts; an even number");
  add_count(app, "--messages", messages_,
            "In each archive; what is missing is sent before");
  add_count(app, "--page", page_, "Messages on a page");
  add_count(app, "--window", window_, "Requests under way, over all accounts");
}

awaitable<outcome<verdict>> archive::run(world& in, report& into) {
  world_ = &in;
  if (auto done = co_await prepare(); !done)
    co_return done.error();
  loop_.emplace(in, *crowd_, window_);
  into.add("messages_walked", shelves_.front().count);
  for (const auto* what : {"first_page", "last_page", "middle_page"})
    if (auto done = co_await page(what, into); !done)
      co_return done.error();
  into.add("errors", loop_->errors());
  into.add("unanswered", loop_->unanswered());
  if (!loop_->failure().empty())
    into.add("first_error", loop_->failure());
  co_await crowd_->close();
  co_return loop_->errors() + loop_->unanswered() == 0 ? verdict::all_well
                                                       : verdict::faults;
}

awaitable<outcome<void>> archive::prepare() {
  count_ += count_ % 2;
  shelves_.resize(count_);
  crowd_.emplace(*world_, *this);
  crowd_->add(world_->options.first, count_);
  if (auto done = co_await crowd_->log_in(); !done)
    co_return done;
  crowd_->send_presence();
  if (auto done = co_await crowd_->settle(); !done)
    co_return done;
  if (auto done = co_await walk(); !done)
    co_return done;
  if (auto done = co_await fill(); !done)
    co_return done;
  world_->show([] { return std::string{"pages"}; });
  co_return outcome<void>{};
}

/// Goes through the archives page by page, as servers need not tell how much is
/// in them (XEP-0059 §2.7).
awaitable<outcome<void>> archive::walk() {
  world_->show([] { return std::string{"going through the archives"}; });
  for (std::size_t i = 0; i < count_; ++i) {
    shelves_[i].count = 0;
    shelves_[i].is_walked = false;
    (*crowd_)[i].send_stanza(query("walk", page_));
  }
  const auto done = co_await world_->until(
      [this] { return !failure_.empty() || is_all_walked(); },
      archive_patience);
  if (!failure_.empty())
    co_return problem{failure_};
  if (!done)
    co_return problem{"the server does not answer requests for pages"};
  co_return outcome<void>{};
}

/// Both of a pair get what either sends, so that each sends half of what is
/// missing.
awaitable<outcome<void>> archive::fill() {
  for (std::size_t i = 0; i < count_; ++i) {
    const auto there = std::min(shelves_[i].count, shelves_[i ^ 1].count);
    const auto missing = messages_ - std::min<std::uint64_t>(messages_, there);
    shelves_[i].to_send = (missing + 1) / 2;
    to_come_ += shelves_[i].to_send;
  }
  if (to_come_ == 0)
    co_return outcome<void>{};
  world_->show(
      [this] { return fmt::format("{} messages to be archived", to_come_); });
  for (std::size_t i = 0; i < count_; ++i)
    for (int under_way = 0; under_way < 4; ++under_way)
      send_next((*crowd_)[i], shelves_[i]);
  if (!co_await world_->until([this] { return to_come_ == 0; },
                              archive_patience))
    co_return problem{"the archives could not be filled"};
  if (auto done = co_await crowd_->settle(); !done)
    co_return done;
  co_return co_await walk();
}

void archive::send_next(session& who, shelf& of) {
  if (of.to_send == 0)
    return;
  --of.to_send;
  const auto& to = (*crowd_)[(who.number() - world_->options.first) ^ 1];
  who.send_stanza(fmt::format(
      "<message to='{}' type='chat' id='fill-{}-{}'><body>It is the east, and"
      " Juliet is the sun. {}</body></message>",
      to.address(), clock::now().time_since_epoch().count(), of.to_send,
      of.to_send));
}

awaitable<outcome<void>> archive::page(const std::string& what, report& into) {
  const auto results_before = results_;
  const auto answers_before = loop_->answers();
  const auto write
      = [this, what](session& who, const std::string& id, std::uint64_t) {
          return query(id, page_, position_of(what, who));
        };
  auto done = co_await loop_->run(what, write, into);
  const auto answers = loop_->answers() - answers_before;
  if (answers > 0)
    into.add("messages_per_" + what,
             rounded(static_cast<double>(results_ - results_before)
                     / static_cast<double>(answers)));
  co_return done;
}

std::string archive::position_of(const std::string& what,
                                 const session& who) const {
  if (what == "last_page")
    return "<before/>";
  if (what == "first_page")
    return "";
  const auto& of = shelves_[who.number() - world_->options.first];
  return "<after>" + escaped(of.middle) + "</after>";
}

void archive::on_stanza(session& who, const xml::element& stanza) {
  auto& of = shelf_of(who);
  if (stanza.name() == "message") {
    if (stanza.child("result", mam_ns)) {
      ++results_;
      ++of.count;
    } else if (stanza.attr_or_empty("id").starts_with("fill-")
               && to_come_ > 0) {
      if (--to_come_ == 0)
        world_->ring();
      auto& sender = (*crowd_)[(who.number() - world_->options.first) ^ 1];
      send_next(sender, shelf_of(sender));
    }
    return;
  }
  if (loop_ && loop_->take(stanza))
    return;
  if (stanza.attr_or_empty("id") == "walk")
    on_walked(who, of, stanza);
}

void archive::on_walked(session& who, shelf& of, const xml::element& stanza) {
  const auto last = rsm_text(stanza, "last");
  if (stanza.attr_or_empty("type") == "error")
    failure_ = "the server has no archive (XEP-0313) for these accounts: "
               + xml::to_string(stanza);
  if (of.count <= messages_ / 2)
    of.middle = last;
  const auto* fin = stanza.child("fin", mam_ns);
  const auto is_end
      = last.empty() || !fin || fin->attr_or_empty("complete") == "true";
  if (!is_end && of.count < messages_)
    return who.send_stanza(
        query("walk", page_, "<after>" + escaped(last) + "</after>"));
  of.is_walked = true;
  world_->ring();
}

archive::shelf& archive::shelf_of(const session& who) {
  return shelves_[who.number() - world_->options.first];
}

bool archive::is_all_walked() const {
  return std::ranges::all_of(shelves_, &shelf::is_walked);
}

} // namespace troupe::load
