// SPDX-License-Identifier: Apache-2.0
// libgsasl's own clients log in to our exchange, in one process.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gsasl.h>

#include <catch2/catch.hpp>

#include "actors/auth/base64.hpp"
#include "actors/auth/sasl_exchange.hpp"
#include "tests/auth/accounts.hpp"

namespace troupe::auth {

using test::facts;
using test::pencil;
using test::value_of;

namespace {

/// A client session of libgsasl.
class gsasl_client {
public:
  using properties = std::map<Gsasl_property, std::string>;

  gsasl_client(const char* mechanism, properties facts)
      : facts_(std::move(facts)) {
    REQUIRE(gsasl_init(&library_) == GSASL_OK);
    gsasl_callback_set(library_, &gsasl_client::answer);
    gsasl_callback_hook_set(library_, this);
    REQUIRE(gsasl_client_start(library_, mechanism, &session_) == GSASL_OK);
  }

  ~gsasl_client() {
    gsasl_finish(session_);
    gsasl_done(library_);
  }

  gsasl_client(const gsasl_client&) = delete;
  gsasl_client& operator=(const gsasl_client&) = delete;

  std::string step(const std::string& input) {
    char* output = nullptr;
    std::size_t size = 0;
    code = gsasl_step(session_, input.data(), input.size(), &output, &size);
    const std::unique_ptr<char, decltype(&gsasl_free)> owner(output,
                                                             gsasl_free);
    return output == nullptr ? std::string() : std::string(output, size);
  }

  int code = GSASL_NEEDS_MORE;

private:
  static int answer(Gsasl* library, Gsasl_session* session,
                    Gsasl_property property) {
    const auto* self
        = static_cast<gsasl_client*>(gsasl_callback_hook_get(library));
    const auto found = self->facts_.find(property);
    if (found == self->facts_.end())
      return GSASL_NO_CALLBACK;
    return gsasl_property_set(session, property, found->second.c_str());
  }

  properties facts_;
  Gsasl* library_ = nullptr;
  Gsasl_session* session_ = nullptr;
};

gsasl_client::properties login(const std::string& password = "pencil") {
  return {{GSASL_AUTHID, "user"}, {GSASL_PASSWORD, password}};
}

gsasl_client::properties bound_login(const std::string& exporter) {
  auto result = login();
  result[GSASL_CB_TLS_EXPORTER] = encode_base64(exporter);
  return result;
}

/// Carries messages between both until the server has a verdict.
sasl_outcome converse(gsasl_client& client, sasl_exchange& server,
                      const credentials& account) {
  auto outcome = server.step(client.step(""));
  for (int turn = 0; turn < 8; ++turn) {
    if (std::holds_alternative<need_credentials>(outcome))
      outcome = server.resume(account);
    else if (auto* check = std::get_if<need_password_check>(&outcome))
      outcome
          = server.resume_password(verify_password(account, check->password));
    else if (auto* challenge = std::get_if<sasl_challenge>(&outcome))
      outcome = server.step(client.step(challenge->bytes));
    else
      break;
  }
  return outcome;
}

sasl_outcome log_in(const char* mechanism,
                    gsasl_client::properties client_facts,
                    sasl_facts server_facts) {
  gsasl_client client(mechanism, std::move(client_facts));
  const auto server
      = value_of(sasl_exchange::make(mechanism, std::move(server_facts)));
  auto outcome = converse(client, *server, pencil());
  // The client must believe the server's signature.
  if (const auto* success = std::get_if<sasl_success>(&outcome);
      success != nullptr && !success->bytes.empty()) {
    client.step(success->bytes);
    CHECK(client.code == GSASL_OK);
  }
  return outcome;
}

sasl_facts server_facts() {
  auto result = facts();
  result.nonce = nullptr; // random ones here
  return result;
}

} // namespace

TEST_CASE("libgsasl's clients log in by each mechanism without binding") {
  for (const auto* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"}) {
    CAPTURE(mechanism);
    const auto outcome = log_in(mechanism, login(), server_facts());
    REQUIRE(std::holds_alternative<sasl_success>(outcome));
    CHECK(std::get<sasl_success>(outcome).username == "user");
  }
}

TEST_CASE("libgsasl's clients log in bound by tls-exporter") {
  const auto about = server_facts();
  for (const auto* mechanism : {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"}) {
    CAPTURE(mechanism);
    const auto outcome = log_in(mechanism, bound_login(about.exporter), about);
    REQUIRE(std::holds_alternative<sasl_success>(outcome));
    CHECK(std::get<sasl_success>(outcome).username == "user");
  }
}

TEST_CASE("libgsasl's client of another TLS session is refused") {
  for (const auto* mechanism : {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"}) {
    CAPTURE(mechanism);
    const auto outcome
        = log_in(mechanism, bound_login(std::string(32, 'x')), server_facts());
    REQUIRE(std::holds_alternative<sasl_failure>(outcome));
    CHECK(std::get<sasl_failure>(outcome).condition
          == sasl_condition::not_authorized);
  }
}

TEST_CASE("libgsasl's client may name its own bare JID to act as") {
  auto own = login();
  own[GSASL_AUTHZID] = "user@example.org";
  auto others = login();
  others[GSASL_AUTHZID] = "other@example.org";
  for (const auto* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"}) {
    CAPTURE(mechanism);
    CHECK(std::holds_alternative<sasl_success>(
        log_in(mechanism, own, server_facts())));
    const auto outcome = log_in(mechanism, others, server_facts());
    REQUIRE(std::holds_alternative<sasl_failure>(outcome));
    CHECK(std::get<sasl_failure>(outcome).condition
          == sasl_condition::invalid_authzid);
  }
}

TEST_CASE("libgsasl's clients with a wrong password are refused alike") {
  for (const auto* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"}) {
    CAPTURE(mechanism);
    const auto outcome = log_in(mechanism, login("pencils"), server_facts());
    REQUIRE(std::holds_alternative<sasl_failure>(outcome));
    CHECK(std::get<sasl_failure>(outcome)
          == sasl_failure{sasl_condition::not_authorized, ""});
  }
}

TEST_CASE("libgsasl itself has no tls-server-end-point, hence our own server") {
  Gsasl* library = nullptr;
  Gsasl_session* session = nullptr;
  REQUIRE(gsasl_init(&library) == GSASL_OK);
  REQUIRE(gsasl_server_start(library, "SCRAM-SHA-256-PLUS", &session)
          == GSASL_OK);
  const std::string first = "p=tls-server-end-point,,n=user,r=client";
  gsasl_property_set(session, GSASL_CB_TLS_EXPORTER, "AAAA");
  char* output = nullptr;
  std::size_t size = 0;

  const auto code
      = gsasl_step(session, first.data(), first.size(), &output, &size);

  CHECK(code == GSASL_AUTHENTICATION_ERROR);
  gsasl_free(output);
  gsasl_finish(session);
  gsasl_done(library);
}

} // namespace troupe::auth
