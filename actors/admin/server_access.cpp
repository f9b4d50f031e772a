// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/server_access.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

namespace troupe::admin {

namespace {

constexpr std::uint32_t users_per_page = 1'000;

using names = std::vector<std::string>;

void list_page(server_access& server, actors::list_users request,
               std::shared_ptr<names> so_far, reply<names> done) {
  server.list_users(request, [&server, request, so_far,
                              done](outcome<names> page) mutable {
    if (!page)
      return done(page.error());
    const bool last = page->size() < request.limit;
    std::ranges::move(*page, std::back_inserter(*so_far));
    if (last)
      return done(std::move(*so_far));
    request.after = so_far->back();
    list_page(server, std::move(request), std::move(so_far), std::move(done));
  });
}

failure bad_jid(std::string_view text, std::string_view why) {
  return {failure_code::usage,
          '"' + std::string{text} + "\" is no " + std::string{why}};
}

} // namespace

void server_access::write(const persistence::operation&, reply<void> done) {
  done(needs_server());
}

void server_access::find_message(
    std::uint64_t, reply<std::vector<actors::message_event>> done) {
  done(std::vector<actors::message_event>{});
}

void server_access::list_sessions(
    reply<std::vector<actors::session_facts>> done) {
  done(needs_server());
}

void server_access::end_sessions(const actors::end_sessions&,
                                 reply<std::uint32_t> done) {
  done(needs_server());
}

void server_access::describe(reply<std::vector<actors::description>> done) {
  done(needs_server());
}

void server_access::describe(const xml::jid&,
                             reply<std::vector<actors::description>> done) {
  done(needs_server());
}

void server_access::ask(const xml::stanza&,
                        reply<std::vector<xml::stanza>> done) {
  done(needs_server());
}

void server_access::send(const xml::stanza&, reply<void> done) {
  done(needs_server());
}

void server_access::rehearse(const rehearsal_wish&,
                             reply<nlohmann::json> done) {
  done(needs_server());
}

void server_access::configure(const configuration_wish&,
                              reply<actors::configuration_changes> done) {
  done(needs_server());
}

outcome<process_facts> server_access::process() const {
  return needs_server();
}

void server_access::read_audit(std::size_t,
                               reply<std::vector<nlohmann::json>> done) {
  done(needs_server());
}

failure needs_server() {
  return {failure_code::not_running, "the server is not running"};
}

outcome<const config::host_section*> host_named(const server_access& server,
                                                std::string_view text) {
  auto domain = xml::jid::make({}, text);
  const auto& hosts = server.configuration().hosts;
  const auto found
      = std::ranges::find(hosts, domain ? domain->str() : std::string{text},
                          &config::host_section::name);
  if (found != hosts.end())
    return &*found;
  std::string known;
  for (const auto& host : hosts)
    known += (known.empty() ? "" : ", ") + host.name;
  return failure{failure_code::not_found, '"' + std::string{text}
                                              + "\" is no host of this server, "
                                                "which has: "
                                              + known};
}

outcome<xml::jid> address_named(const server_access& server,
                                std::string_view text) {
  auto address = xml::jid::parse(text);
  if (!address)
    return bad_jid(text, "JID: " + std::string{to_string(address.error())});
  if (address->local().empty())
    return bad_jid(text, "account; give it as user@host");
  if (auto host = host_named(server, address->domain()); !host)
    return host.error();
  return *address;
}

outcome<xml::jid> account_named(const server_access& server,
                                std::string_view text) {
  auto address = address_named(server, text);
  if (address && !address->is_bare())
    return bad_jid(text, "account; leave out the resource after the slash");
  return address;
}

outcome<std::string> host_given(const server_access& server,
                                const given_arguments& given) {
  const auto wanted = given.find("host");
  if (wanted == given.end())
    return std::string{};
  auto known = host_named(server, wanted->second);
  if (!known)
    return known.error();
  return (*known)->name;
}

outcome<std::size_t> count_named(const given_arguments& given,
                                 const std::string& name, std::size_t otherwise,
                                 std::size_t most) {
  const auto it = given.find(name);
  if (it == given.end())
    return otherwise;
  std::size_t number = 0;
  const auto* end = it->second.data() + it->second.size();
  const auto parsed = std::from_chars(it->second.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end || number == 0)
    return failure{failure_code::usage, "--" + name + " needs a number"};
  return std::min(number, most);
}

void list_all_users(server_access& server, actors::list_users request,
                    reply<std::vector<std::string>> done) {
  request.limit = users_per_page;
  list_page(server, std::move(request), std::make_shared<names>(),
            std::move(done));
}

} // namespace troupe::admin
