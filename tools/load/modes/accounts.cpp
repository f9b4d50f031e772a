// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/accounts.hpp"

#include <fmt/format.h>

#include "xml/writer.hpp"

namespace troupe::load {

namespace {

constexpr std::string_view register_id = "register";

std::string condition_in(const xml::element& stanza) {
  const auto* error = stanza.child("error", ns::client);
  const auto* first = error ? error->first_child() : nullptr;
  return first ? first->name() : "no reason";
}

} // namespace

std::string accounts::about() const {
  return "Makes the accounts that the other modes use, by in-band registration"
         " (XEP-0077)";
}

void accounts::describe(CLI::App& app) {
  add_count(app, "--count", count_, "How many accounts");
}

boost::asio::awaitable<outcome<verdict>> accounts::run(world& in,
                                                       report& into) {
  world_ = &in;
  crowd_.emplace(in, *this);
  crowd_->add(in.options.first, count_);
  in.show([this] { return fmt::format("{} of {} accounts", made_, count_); });
  const auto begin = clock::now();
  if (auto done = co_await crowd_->log_in(login_goal::registration); !done)
    co_return done.error();
  const std::chrono::duration<double> took = clock::now() - begin;
  into.add("accounts_made", made_);
  into.add("accounts_that_existed", existed_);
  into.add("accounts_refused", count_ - made_ - existed_);
  into.add("seconds", rounded(took.count()));
  if (made_ + existed_ < count_)
    co_return problem{
        fmt::format("{} of {} accounts could not be made, the first: {}",
                    count_ - made_ - existed_, count_,
                    why_.empty() ? crowd_->failure() : why_)
        + "; does the server allow registration by clients, and as much of "
          "it?"};
  co_return verdict::all_well;
}

bool accounts::on_login(session& who) {
  std::string text = "<iq type='set' id='register'><query"
                     " xmlns='jabber:iq:register'><username>";
  xml::write_escaped(text, who.name());
  text += "</username><password>";
  xml::write_escaped(text, world_->options.password);
  who.send_stanza(text + "</password></query></iq>");
  return false; // not before it has left
}

void accounts::on_stanza(session& who, const xml::element& stanza) {
  if (stanza.name() != "iq" || stanza.attr_or_empty("id") != register_id)
    return;
  const auto is_made = stanza.attr_or_empty("type") == "result";
  const auto condition = is_made ? "" : condition_in(stanza);
  made_ += is_made;
  if (condition == "conflict")
    ++existed_;
  else if (!is_made && why_.empty())
    why_ = who.name() + ": " + condition;
  who.close();
}

} // namespace troupe::load
