// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/stage.hpp"

#include <random>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include "actors/observe/arrival.hpp"
#include "actors/observe/events.hpp"
#include "actors/rehearsal/pretending_engine.hpp"
#include "actors/rehearsal/stub_session.hpp"
#include "actors/session/ingress.hpp"
#include "actors/user/session_copy.hpp"

namespace troupe::rehearsal {

namespace {

constexpr std::chrono::milliseconds step{10};

} // namespace

base::environment::time_point stage_time::now() {
  return std::chrono::system_clock::now() + ahead_;
}

std::uint64_t stage_time::random_bits() {
  std::random_device source;
  return std::uint64_t{source()} << 32 | source();
}

stage::stage(const setting& s, live_server& live, const sender& who)
    : setting_(s), live_(live), sender_(who) {
  actors::core_wishes wishes;
  wishes.started = s.started;
  wishes.made
      = [this](const xml::jid& account, const actors::user_actor& user) {
          furnish(account, user);
        };
  // Passwords are hashed here and now: it is known what comes of it, and
  // nobody's login waits. There is no administrator to carry out commands.
  core_ = actors::spawn_core(
      system_.system(), s.config, std::make_shared<pretending_engine>(live),
      auth::make_direct_hashing(), "rehearsal", std::move(wishes));
}

stage::~stage() {
  actors::stop_core(system_.system(), core_);
  core_ = {};
  user_ = actors::user_actor{};
  stream_ = actors::session_actor{};
  system_.run();
}

/// Before it has handled anything a new account has the sessions that it has in
/// reality.
void stage::furnish(const xml::jid& account, const actors::user_actor& user) {
  const base::trace::scope apart{base::trace::position{}};
  const bool is_senders = account == sender_.full.bare();
  if (is_senders)
    user_ = user;
  const auto real = is_senders ? sender_.sessions : live_.sessions_of(account);
  if (!real)
    return; // what the store has is all there is
  auto all = *real;
  for (auto& each : all)
    if (each.is_attached)
      each.stream = stub(each.record.full);
  caf::anon_send(user,
                 actors::adopt_sessions{
                     std::make_shared<const std::vector<user::session_copy>>(
                         std::move(all)),
                     is_senders && sender_.beside});
}

actors::session_actor stage::stub(const xml::jid& full) {
  auto made = system_.own(
      actors::session_actor{system_.system().spawn(stub_session, full)});
  if (full == sender_.full)
    stream_ = made;
  return made;
}

bool stage::open() {
  const auto account = sender_.full.bare();
  const auto loaded = system_.find<actors::address_found>(
      core_.registry, actors::find_address{account});
  if (!loaded || !user_)
    return false;
  const auto there = system_.find<actors::sessions_copied>(
      user_, actors::copy_sessions{account});
  if (!there || !there->sessions)
    return false;
  for (const auto& each : *there->sessions)
    if (each.record.full == sender_.full)
      session_ = each.record.id;
  return session_ != 0 && stream_;
}

/// As session::take_stanza.
void stage::send(xml::stanza x) {
  x = std::move(x).with_arrival(observe::coarse_time(), false);
  x = observe::follow(std::move(x), stream_.id(), 0);
  const base::trace::scope within{x};
  if (x.is_iq() && !session::is_well_formed(x)) {
    if (x.type() != "result")
      observe::decided(
          sender_.full, x,
          {part::outcome::refused, xml::name_of(xml::condition::bad_request)});
    return;
  }
  if (session::is_legacy_session(x))
    return; // answered on the stream
  caf::send_as(stream_, user_, actors::outbound{session_, std::move(x), 0});
}

bool stage::is_over() {
  return ++handled_ > most_messages || !live_.is_answering()
         || std::chrono::steady_clock::now() >= setting_.until;
}

bool stage::play(const recording& of) {
  for (auto waited = std::chrono::milliseconds{0};; waited += step) {
    while (system_.scheduler().try_run_once())
      if (is_over())
        return false;
    if (of.open() == 0 || waited >= longest_wait)
      return true;
    time_.advance(step);
    system_.scheduler().advance_time(step);
  }
}

} // namespace troupe::rehearsal
