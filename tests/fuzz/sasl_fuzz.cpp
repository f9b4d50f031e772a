// SPDX-License-Identifier: Apache-2.0
// A whole SASL exchange from one input. The first byte chooses mechanism and
// stream, the rest is what the client sends: messages parted by newlines. The
// sign "@" for the proof (`p=@`) becomes the right one, so that what lies
// behind a correct proof is reached as well. No other proof may succeed.
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>

#include "actors/auth/sasl_exchange.hpp"
#include "tests/auth/scram_client.hpp"

namespace {

using namespace troupe::auth;

constexpr std::string_view mechanisms[]
    = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1",
       "PLAIN"};

const credentials& pencil() {
  static const credentials account = *derive("pencil", 1);
  return account;
}

void demand(bool condition) {
  if (!condition)
    std::abort();
}

std::string_view next_message(std::string_view& input) {
  const auto end = input.find('\n');
  const auto message = input.substr(0, end);
  input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  return message;
}

/// What the client has said and heard, to judge its proof apart from the
/// server.
class conversation {
public:
  conversation(std::string_view mechanism, std::string_view input)
      : input_(input),
        hash_(mechanism.find("-1") != std::string_view::npos
                  ? scram_hash::sha1
                  : scram_hash::sha256) {}

  bool at_end() const { return input_.empty(); }

  std::string say() {
    sent_ = next_message(input_);
    // A decoy's many iterations are not worth their time here.
    if (heard_.ends_with(",i=1"))
      if (const auto at = sent_.find(",p=@"); at != std::string::npos)
        sent_ = sent_.substr(0, at + 3) + right_proof(at);
    if (first_.empty())
      first_ = sent_;
    return sent_;
  }

  void hear(std::string_view challenge) { heard_ = challenge; }

  /// Whether the last message ends with the only right proof.
  bool has_proven() const {
    const auto at = sent_.find(",p=");
    return at != std::string::npos && sent_.substr(at + 3) == right_proof(at);
  }

private:
  std::string right_proof(std::size_t at) const {
    const auto header = first_.find(',', first_.find(',') + 1) + 1;
    test::scram_client client;
    client.hash = hash_;
    client.bare = first_.substr(header);
    return encode_base64(client.proof(heard_, sent_.substr(0, at)));
  }

  std::string_view input_;
  scram_hash hash_;
  std::string first_; // the first message that was not empty
  std::string sent_;
  std::string heard_;
};

void converse(sasl_exchange& exchange, conversation& client, bool is_known) {
  sasl_outcome outcome = exchange.step(client.say());
  bool may_succeed = false;
  while (!exchange.is_done()) {
    if (std::holds_alternative<need_credentials>(outcome)) {
      is_known
          = is_known && std::get<need_credentials>(outcome).username == "user";
      outcome = is_known ? exchange.resume(pencil()) : exchange.resume({});
    } else if (auto* check = std::get_if<need_password_check>(&outcome)) {
      may_succeed = is_known && check->username == "user"
                    && check->password == "pencil";
      outcome = exchange.resume_password(may_succeed);
    } else {
      const auto& heard = std::get<sasl_challenge>(outcome).bytes;
      client.hear(heard);
      if (client.at_end())
        return;
      const auto said = client.say();
      may_succeed = is_known && !heard.empty() && client.has_proven();
      outcome = exchange.step(said);
    }
  }
  if (const auto* success = std::get_if<sasl_success>(&outcome))
    demand(may_succeed && success->username == "user");
  demand(!std::holds_alternative<need_credentials>(outcome));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0)
    return 0;
  const unsigned choice = data[0];
  const std::string_view input(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  sasl_facts facts;
  facts.domain = "example.org";
  facts.is_secure = true;
  facts.allow_plain = true;
  facts.decoy_secret = "decoy";
  facts.nonce = [] { return std::string("server"); };
  if ((choice & 8) == 0)
    facts.exporter = "exporter";
  if ((choice & 16) == 0)
    facts.server_end_point = "end-point";
  const auto mechanism = mechanisms[(choice & 7) % std::size(mechanisms)];
  auto exchange = sasl_exchange::make(mechanism, facts);
  if (!exchange)
    return 0;
  conversation client(mechanism, input);
  converse(**exchange, client, (choice & 32) == 0);
  return 0;
}
