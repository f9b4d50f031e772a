// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_context.hpp"

#include <algorithm>
#include <stdexcept>

namespace troupe::support {

namespace {

constexpr auto start_of_time = std::chrono::system_clock::time_point{
    std::chrono::seconds{1'700'000'000}};

std::unique_ptr<persistence::store> open_memory() {
  auto opened = persistence::open("memory", {});
  if (!opened)
    throw std::runtime_error(opened.error().message);
  return std::move(*opened);
}

} // namespace

xml::jid jid(std::string_view text) {
  auto parsed = xml::jid::parse(text);
  if (!parsed)
    throw std::invalid_argument("not a JID: " + std::string{text});
  return *parsed;
}

xml::stanza stanza(xml::stanza_kind kind, std::string_view type,
                   std::string_view from, std::string_view to) {
  xml::stanza x{kind, type};
  if (!from.empty())
    x = x.with_from(jid(from));
  return to.empty() ? x : x.with_to(jid(to));
}

void fake_account_service::create(const xml::jid& account, std::string password,
                                  done then) {
  calls.push_back({"create", account, std::move(password)});
  then(answer_with);
}

void fake_account_service::set_password(const xml::jid& account,
                                        std::string password, done then) {
  calls.push_back({"set_password", account, std::move(password)});
  then(answer_with);
}

void fake_account_service::remove(const xml::jid& account, done then) {
  calls.push_back({"remove", account, {}});
  then(answer_with);
}

fake_user_context::fake_user_context(std::string_view self)
    : clock(start_of_time), self_(jid(self)), store_(open_memory()) {
}

fake_user_context::fake_user_context(fake_user_context& before)
    : config(before.config),
      clock(before.clock),
      self_(before.self_),
      store_(before.store_) {
}

fake_user_context::~fake_user_context() = default;

void fake_user_context::start_parts() {
  if (!routes_.conflicts().empty())
    throw std::logic_error(routes_.conflicts().front());
  parts_ = routes_.make(*this);
  for (auto& p : parts_)
    p->start();
}

part::user_part& fake_user_context::sibling_of(const std::type_info& type) {
  const auto index = routes_.index_of(type);
  if (index >= parts_.size())
    throw std::out_of_range{"no such part is in the test"};
  return *parts_[index];
}

part::session_record&
fake_user_context::add_session(std::string_view resource) {
  part::session_record s;
  s.id = ++last_session_;
  s.full = jid(self_.str() + "/" + std::string{resource});
  s.address = "127.0.0.1";
  s.secure = true;
  s.since = clock;
  sessions_.add(std::move(s));
  for (auto& p : parts_)
    p->session_opened(session(resource));
  return session(resource);
}

void fake_user_context::close_session(std::string_view resource) {
  for (auto& p : parts_)
    p->session_closed(session(resource));
  sessions_.remove(session(resource).id);
}

void fake_user_context::remove_account() {
  for (auto& p : parts_)
    p->account_removed();
}

part::session_record& fake_user_context::session(std::string_view resource) {
  auto* found = sessions_.find(resource);
  if (!found)
    throw std::out_of_range("no session " + std::string{resource});
  return *found;
}

void fake_user_context::outgoing(std::string_view resource, xml::stanza x) {
  auto& s = session(resource);
  part::take_outgoing(
      routes_, parts_, *this,
      {part::direction::outgoing, x.with_from(s.full), s.id, {}});
}

void fake_user_context::incoming(xml::stanza x) {
  part::take_incoming(routes_, parts_, *this,
                      {part::direction::incoming, std::move(x), 0, {}});
}

void fake_user_context::returned(xml::stanza x) {
  part::passage p;
  p.stanza = std::move(x);
  p.returned = true;
  part::take_incoming(routes_, parts_, *this, std::move(p));
}

std::optional<xml::stanza> fake_user_context::iq(std::string_view from,
                                                 xml::iq_type type,
                                                 xml::element payload) {
  return iq(stanza(xml::stanza_kind::iq, xml::name_of(type), from, self_.str())
                .with_id("iq" + std::to_string(++last_id_))
                .with(std::move(payload)));
}

std::optional<xml::stanza> fake_user_context::iq(const xml::stanza& request) {
  auto own = request.from().bare_view() == self_.bare_view()
             && sessions_.find(request.from().resource());
  if (own)
    outgoing(request.from().resource(), request);
  else
    incoming(request);
  return answer_to(request.id());
}

void fake_user_context::advance(std::chrono::milliseconds duration) {
  auto until = clock + duration;
  while (!timers_.empty() && timers_.begin()->first <= until) {
    auto due = timers_.extract(timers_.begin());
    clock = std::max(clock, due.key());
    due.mapped()();
  }
  clock = until;
}

void fake_user_context::later(std::chrono::milliseconds delay,
                              std::function<void()> then) {
  timers_.emplace(clock + delay, std::move(then));
}

void fake_user_context::note(const xml::stanza& x, part::decision d) {
  notes.push_back({x, d});
}

void fake_user_context::send(const part::session_record& to, xml::stanza x) {
  sent.push_back({to.id, std::move(x)});
}

void fake_user_context::hand_over(const part::session_record& to,
                                  std::vector<xml::stanza> stanzas,
                                  std::function<void(bool written)> then) {
  for (auto& x : stanzas)
    send(to, std::move(x));
  then(true);
}

void fake_user_context::run(persistence::transaction ops, completion then) {
  ++transactions;
  transaction_held held{std::move(ops), std::move(then)};
  if (hold_)
    held_.push_back(std::move(held));
  else
    complete(held);
}

void fake_user_context::complete_storage() {
  while (!held_.empty()) {
    auto next = std::move(held_.front());
    held_.pop_front();
    complete(next);
  }
}

void fake_user_context::fail_stores(persistence::store_errc code,
                                    std::size_t count) {
  failure_ = code;
  failing_stores_ = count;
}

void fake_user_context::fail_loads(persistence::store_errc code,
                                   std::size_t count) {
  failure_ = code;
  failing_loads_ = count;
}

std::optional<persistence::store_error>
fake_user_context::scripted_failure(const persistence::transaction& ops) {
  auto writes = std::ranges::any_of(ops, persistence::is_write);
  auto& left = writes ? failing_stores_ : failing_loads_;
  if (ops.empty() || left == 0)
    return {};
  --left;
  return persistence::store_error{failure_, "the test said so"};
}

void fake_user_context::complete(const transaction_held& held) {
  if (auto failure = scripted_failure(held.ops))
    return held.then(*failure);
  held.then(persistence::run_batch(*store_, {held.ops}).at(0));
}

std::optional<xml::stanza>
fake_user_context::answer_to(std::string_view id) const {
  for (auto x = routed.rbegin(); x != routed.rend(); ++x)
    if (x->id() == id)
      return *x;
  return {};
}

std::vector<xml::stanza> fake_user_context::sent_to(std::string_view resource) {
  std::vector<xml::stanza> result;
  for (const auto& [id, x] : sent)
    if (id == session(resource).id)
      result.push_back(x);
  return result;
}

std::vector<xml::stanza>
fake_user_context::routed_to(std::string_view to) const {
  std::vector<xml::stanza> result;
  for (const auto& x : routed)
    if (x.to().str() == to)
      result.push_back(x);
  return result;
}

void fake_user_context::forget() {
  routed.clear();
  sent.clear();
  notes.clear();
}

void fake_user_context::append_surely(std::string_view log,
                                      persistence::log_entry entry,
                                      std::function<void(appended)> then) {
  run({persistence::append{self_.str(), std::string{log}, std::move(entry),
                           true}},
      [then](const persistence::result<persistence::answers>& r) {
        if (!r)
          return then(appended::never);
        auto is_new = std::get<std::uint64_t>(r->front()) != 0;
        then(is_new ? appended::newly : appended::before);
      });
}

void fake_user_context::remove_surely(std::string_view log,
                                      const std::vector<std::string>& ids,
                                      std::function<void()> then) {
  persistence::transaction ops;
  for (const auto& id : ids)
    ops.push_back(
        persistence::remove_logged{self_.str(), std::string{log}, id});
  run(ops, [=, this, log = std::string{log}](
               const persistence::result<persistence::answers>& r) {
    r ? then() : remove_surely(log, ids, then);
  });
}

} // namespace troupe::support
