// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/result_set.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/support/print_result.hpp"

namespace result_set_test {

using namespace troupe;

namespace {

constexpr std::size_t cap = 50;

boost::system::result<part::page_request, xml::stanza_error>
read(const std::string& content) {
  auto set = part::stored_element("<set xmlns='http://jabber.org/protocol/rsm'>"
                                  + content + "</set>");
  REQUIRE(set);
  return part::read_page_request(&*set, cap);
}

} // namespace

TEST_CASE("a page is asked for by its size and its neighbours") {
  using id = std::optional<std::string>;
  struct row {
    const char* content;
    std::size_t max;
    id after, before;
    bool last;
  };
  const row rows[] = {
      {"", cap, {}, {}, false},
      {"<max>10</max>", 10, {}, {}, false},
      {"<max>0</max>", 0, {}, {}, false},
      {"<max>51</max>", cap, {}, {}, false},
      {"<max>99999999999999999999999</max>", cap, {}, {}, false},
      {"<max>10</max><after>a</after>", 10, "a", {}, false},
      {"<after/>", cap, {}, {}, false},
      {"<before/>", cap, {}, {}, true},
      {"<before>b</before>", cap, {}, "b", true},
      {"<after>a</after><before>b</before>", cap, "a", "b", true},
  };
  for (const auto& [content, max, after, before, last] : rows) {
    INFO(content);
    auto page = read(content);
    REQUIRE(page);
    CHECK(page->max == max);
    CHECK(page->after == after);
    CHECK(page->before == before);
    CHECK(page->last == last);
  }
  CHECK(part::read_page_request(nullptr, cap)->max == cap);
}

TEST_CASE("what is no request for a page is refused") {
  using xml::condition;
  CHECK(read("<max>ten</max>").error().what == condition::bad_request);
  CHECK(read("<max/>").error().what == condition::bad_request);
  CHECK(read("<max>-1</max>").error().what == condition::bad_request);
  CHECK(read("<index>3</index>").error().what
        == condition::feature_not_implemented);
}

TEST_CASE("a page tells its first and last item, an empty one neither") {
  CHECK(part::to_stored(part::result_set("a", "b"))
        == "<set xmlns='http://jabber.org/protocol/rsm'>"
           "<first>a</first><last>b</last></set>");
  CHECK(part::to_stored(part::result_set("", "", 7))
        == "<set xmlns='http://jabber.org/protocol/rsm'>"
           "<count>7</count></set>");
}

} // namespace result_set_test
