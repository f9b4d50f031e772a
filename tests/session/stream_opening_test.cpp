// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"
#include "tests/support/moved.hpp"

namespace stream_opening_test {

using namespace troupe;
using namespace troupe::session::test;

namespace {

std::string stream(const std::string& attributes) {
  return "<stream:stream xmlns='jabber:client' "
         "xmlns:stream='http://etherx.jabber.org/streams' "
         + attributes + ">";
}

using streams = session_fixture;

} // namespace

TEST_CASE_METHOD(streams, "a stream is opened by a header and features") {
  connect();

  const auto answer = say(stream("to='localhost' version='1.0' "
                                 "from='romeo@localhost'"));

  CHECK(answer.starts_with("<?xml version='1.0'?><stream:stream "));
  CHECK(answer.find(" from='localhost'") != std::string::npos);
  CHECK(answer.find(" to='romeo@localhost'") != std::string::npos);
  CHECK(answer.find(" version='1.0'") != std::string::npos);
  CHECK(answer.ends_with("</stream:features>"));
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(streams, "each stream has an id of its own") {
  auto id_of = [](const std::string& text) {
    auto at = text.find(" id='");
    REQUIRE(at != std::string::npos);
    return text.substr(at + 5, text.find('\'', at + 5) - at - 5);
  };
  connect();
  const auto first = id_of(say(header));
  connect();
  const auto second = id_of(say(header));

  CHECK(first.size() >= 16);
  CHECK(first != second);
}

TEST_CASE_METHOD(streams,
                 "a wrong header is answered by its error and header") {
  auto [text, condition] = GENERATE(table<std::string, std::string>({
      {stream("version='1.0'"), "improper-addressing"},
      {stream("to='example.net' version='1.0'"), "host-unknown"},
      {stream("to='romeo@localhost' version='1.0'"), "host-unknown"},
      {stream("to='@' version='1.0'"), "host-unknown"},
      {stream("to='localhost'"), "unsupported-version"},
      {stream("to='localhost' version='0.9'"), "unsupported-version"},
      {stream("to='localhost' version='1'"), "unsupported-version"},
      {stream("to='localhost' version='x.0'"), "unsupported-version"},
      {"<stream:stream xmlns='jabber:server' to='localhost' version='1.0' "
       "xmlns:stream='http://etherx.jabber.org/streams'>",
       "invalid-namespace"},
      {"<stream:stream xmlns='jabber:client' to='localhost' version='1.0' "
       "xmlns:stream='urn:wrong'>",
       "invalid-namespace"},
      {"<!DOCTYPE a []><a/>", "restricted-xml"},
      {"<?xml version='1.0'?><?other pi?>", "restricted-xml"},
      {"GET / HTTP/1.1\r\n\r\n", "not-well-formed"},
      {"<a xmlns='jabber:client'>", "invalid-namespace"},
  }));
  CAPTURE(text);
  connect();

  const auto answer = say(text);

  CAPTURE(answer);
  CHECK(answer.starts_with("<?xml version='1.0'?><stream:stream "));
  CHECK(ends_with_error(answer, condition));
  CHECK(is_closed());
  CHECK(is_gone());
}

TEST_CASE_METHOD(streams, "a higher version is answered by 1.0") {
  auto version = GENERATE(as<std::string>{}, "1.0", "1.1", "2.0", "01.0");
  connect();

  const auto answer = say(stream("to='localhost' version='" + version + "'"));

  CHECK(answer.find(" version='1.0'") != std::string::npos);
  CHECK(answer.ends_with("</stream:features>"));
}

TEST_CASE_METHOD(streams, "an error after the header repeats no header") {
  connect();
  say(header);

  const auto answer = say("<nonsense xmlns='urn:nobody:knows'/>");

  CHECK(answer.starts_with("<stream:error>"));
  CHECK(ends_with_error(answer, "unsupported-stanza-type"));
}

TEST_CASE_METHOD(streams, "after login the stream stays with its host") {
  config.hosts.push_back({"example.org", {}, {}, {}, {}});
  net::memory_settings settings;
  settings.direct_tls = true;
  connect(settings);
  say(std::string{header} + plain_auth());

  CHECK(ends_with_error(say(stream("to='example.org' version='1.0'")),
                        "host-unknown"));
}

TEST_CASE_METHOD(streams, "a stream that is closed is closed in return") {
  connect();
  say(header);

  CHECK(say("</stream:stream>") == "</stream:stream>");
  CHECK(is_closed());
  CHECK(is_gone());
}

TEST_CASE_METHOD(streams, "too large a stanza before login ends the stream") {
  support::moved moved{observe::limit::stanza};
  config.limits.stanza_bytes_before_login = 1000;
  connect();
  say(header);

  CHECK(ends_with_error(
      say("<iq id='1' type='get'><a xmlns='b'>" + std::string(1000, 'x')),
      "policy-violation"));
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(streams, "any chunking of the bytes gives the same answers") {
  connect();
  say(header);
  const auto whole = say("<iq type='get' id='1'><a xmlns='b'/></iq>");

  connect();
  say(header);
  std::string parts;
  for (char c : std::string{"<iq type='get' id='1'><a xmlns='b'/></iq>"})
    parts += say({&c, 1});

  CHECK(has_stanza_error(whole, "not-authorized"));
  CHECK(parts == whole);
}

} // namespace stream_opening_test
