// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "xml/element.hpp"

namespace troupe::xml {

namespace {

element sample() {
  return element{"a", "urn:x"}
      .with("k", "v")
      .with_text("one ")
      .with(element{"b", "urn:x"}.with_text("not mine"))
      .with_text("two")
      .with(element{"b", "urn:y"})
      .with(element{"c", "urn:x"});
}

} // namespace

TEST_CASE("an element knows its name and namespace") {
  const element tag{"a", "urn:x"};

  CHECK(tag.name() == "a");
  CHECK(tag.ns() == "urn:x");
  CHECK(tag.is("a", "urn:x"));
  CHECK_FALSE(tag.is("a", "urn:y"));
  CHECK_FALSE(tag.is("b", "urn:x"));
  CHECK(tag.empty());
}

TEST_CASE("a default element has no name") {
  const element tag;

  CHECK(tag.name().empty());
  CHECK(tag.ns().empty());
  CHECK(tag == element{"", ""});
}

TEST_CASE("an attribute is told from its namesake in another namespace") {
  element tag{"a", ""};

  tag.set("lang", "en", "urn:x").set("lang", "de").set("empty", "");

  CHECK(tag.attr("lang", "urn:x") == "en");
  CHECK(tag.attr("lang") == "de");
  CHECK(tag.attr("empty") == "");
  CHECK(tag.attr("absent") == std::nullopt);
  CHECK(tag.attr_or_empty("absent").empty());
  CHECK(tag.attributes().size() == 3);
}

TEST_CASE("setting an attribute again replaces it, unsetting removes it") {
  element tag{"a", ""};

  tag.set("k", "1").set("k", "2").set("l", "3").unset("l").unset("absent");

  CHECK(tag.attributes().size() == 1);
  CHECK(tag.attr("k") == "2");
}

TEST_CASE("children are found by name and namespace") {
  const auto tag = sample();

  REQUIRE(tag.child("b", "urn:y"));
  CHECK(tag.child("b", "urn:y")->empty());
  CHECK(tag.child("b", "urn:x")->text() == "not mine");
  CHECK(tag.child("c", "urn:y") == nullptr);
  CHECK(tag.first_child()->is("b", "urn:x"));
  CHECK(tag.children().size() == 3);
  CHECK(element{"a", ""}.with_text("x").first_child() == nullptr);
}

TEST_CASE("text is the direct text joined") {
  CHECK(sample().text() == "one two");
  CHECK(element{"a", ""}.text().empty());
}

TEST_CASE("text that follows text is one node, and empty text none") {
  element tag{"a", ""};

  tag.add_text("x").add_text("").add_text("y");

  CHECK(tag.nodes().size() == 1);
  CHECK(element{"a", ""}.add_text("").empty());
}

TEST_CASE("removing takes all children of that name, and no text") {
  auto tag = sample();

  tag.add(element{"b", "urn:x"}).remove("b", "urn:x");

  CHECK(tag.children().size() == 2);
  CHECK(tag.text() == "one two");
}

TEST_CASE("the order of attributes is no difference, that of children is") {
  const auto one = element{"a", ""}.with("k", "1").with("l", "2");
  const auto other = element{"a", ""}.with("l", "2").with("k", "1");
  const auto ab
      = element{"x", ""}.with(element{"a", ""}).with(element{"b", ""});
  const auto ba
      = element{"x", ""}.with(element{"b", ""}).with(element{"a", ""});

  CHECK(one == other);
  CHECK_FALSE(one == element{"a", ""}.with("k", "1").with("l", "3"));
  CHECK_FALSE(ab == ba);
  CHECK_FALSE(element{"a", ""} == element{"a", "urn:x"});
}

TEST_CASE("a copy is independent of its original") {
  const auto original = sample();

  auto copy = original;
  copy.set("k", "changed").remove("b", "urn:x");
  auto moved = std::move(copy);

  CHECK(original == sample());
  CHECK(moved.attr("k") == "changed");
  CHECK_FALSE(moved == original);
}

} // namespace troupe::xml
