// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/base64.hpp"

namespace troupe::auth {

TEST_CASE("base64 gives the vectors of RFC 4648 §10 both ways") {
  const std::vector<std::pair<std::string, std::string>> vectors{
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {std::string("\0\xff\xfe+", 4), "AP/+Kw=="},
  };

  for (const auto& [bytes, text] : vectors) {
    CAPTURE(text);
    CHECK(encode_base64(bytes) == text);
    CHECK(decode_base64(text) == bytes);
  }
}

TEST_CASE("base64 that is not strict is refused") {
  for (std::string text :
       {"=", "Z", "Zg", "Zg=", "Zg===", "====", "Zg==Zg==", "Zm9v\n", " Zm9v",
        "Zm 9v", "Zm9v=", "Z===", "Zh==", "Zm9=", "Zm-_", "Zg=a",
        "Zm9v====", "\xc3\xa4==", "=Zg="}) {
    CAPTURE(text);
    CHECK_FALSE(decode_base64(text));
  }
}

TEST_CASE("a single equals sign stands for no bytes in SASL elements") {
  CHECK(decode_sasl("=") == "");
  CHECK(decode_sasl("") == "");
  CHECK(decode_sasl("Zg==") == "f");
  CHECK_FALSE(decode_sasl("=="));
  CHECK(encode_sasl("") == "=");
  CHECK(encode_sasl("f") == "Zg==");
}

} // namespace troupe::auth
