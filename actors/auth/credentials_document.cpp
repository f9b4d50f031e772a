// SPDX-License-Identifier: Apache-2.0
// The JSON document of an account's credentials:
//   {"version": 1, "disabled": false,
//    "scram-sha-256": {"salt": base64, "iterations": 10000,
//                      "stored-key": base64, "server-key": base64},
//    "scram-sha-1": the same}
#include <optional>

#include <nlohmann/json.hpp>

#include "actors/auth/base64.hpp"
#include "actors/auth/credentials.hpp"

namespace troupe::auth {

namespace {

using nlohmann::json;

constexpr int document_version = 1;
// More would let one damaged document occupy a hashing thread for minutes.
constexpr std::uint32_t most_iterations = 10'000'000;

json to_json(const scram_keys& keys) {
  return {{"salt", encode_base64(keys.salt)},
          {"iterations", keys.iterations},
          {"stored-key", encode_base64(keys.stored_key)},
          {"server-key", encode_base64(keys.server_key)}};
}

std::optional<std::string> bytes_at(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string())
    return std::nullopt;
  return decode_base64(found->get_ref<const std::string&>());
}

std::optional<scram_keys> keys_at(const json& document, const char* name,
                                  scram_hash hash) {
  const auto object = document.find(name);
  if (object == document.end() || !object->is_object())
    return std::nullopt;
  const auto salt = bytes_at(*object, "salt");
  const auto stored = bytes_at(*object, "stored-key");
  const auto server = bytes_at(*object, "server-key");
  const auto iterations = object->find("iterations");
  if (!salt || salt->empty() || !stored || stored->size() != size_of(hash)
      || !server || server->size() != size_of(hash)
      || iterations == object->end() || !iterations->is_number_unsigned())
    return std::nullopt;
  const auto count = iterations->get<std::uint64_t>();
  if (count == 0 || count > most_iterations)
    return std::nullopt;
  return scram_keys{*salt, static_cast<std::uint32_t>(count), *stored, *server};
}

} // namespace

std::string to_document(const credentials& account) {
  return json{{"version", document_version},
              {"scram-sha-256", to_json(account.sha256)},
              {"scram-sha-1", to_json(account.sha1)},
              {"disabled", account.disabled}}
      .dump();
}

boost::system::result<credentials, credentials_error>
from_document(std::string_view text) {
  const auto document = json::parse(text, nullptr, false);
  if (!document.is_object())
    return credentials_error::bad_document;
  const auto version = document.find("version");
  if (version == document.end() || !version->is_number_unsigned())
    return credentials_error::bad_document;
  const auto number = version->get<std::uint64_t>();
  if (number > document_version)
    return credentials_error::newer_document;
  auto sha256 = keys_at(document, "scram-sha-256", scram_hash::sha256);
  auto sha1 = keys_at(document, "scram-sha-1", scram_hash::sha1);
  const auto disabled = document.find("disabled");
  if (number == 0 || !sha256 || !sha1
      || (disabled != document.end() && !disabled->is_boolean()))
    return credentials_error::bad_document;
  return credentials{std::move(*sha1), std::move(*sha256),
                     disabled != document.end() && disabled->get<bool>()};
}

bool is_disabled(std::string_view document) {
  const auto known = from_document(document);
  return known && known->disabled;
}

} // namespace troupe::auth
