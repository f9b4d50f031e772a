// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/data_form.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/support/print_result.hpp"

namespace data_form_test {

using namespace troupe;
using part::data_form;
using part::field_type;
using part::form_field;
using part::form_type;

namespace {

boost::system::result<data_form, xml::stanza_error>
read(const std::string& start, const std::string& content) {
  auto x = part::stored_element("<x xmlns='jabber:x:data'" + start + ">"
                                + content + "</x>");
  REQUIRE(x);
  return part::read_data_form(*x);
}

std::string written(const data_form& form) {
  auto text = part::to_stored(to_element(form));
  const std::string start = "<x xmlns='jabber:x:data' type='form'>";
  REQUIRE(text.starts_with(start));
  return text.substr(start.size(), text.size() - start.size() - 4);
}

} // namespace

TEST_CASE("a form has one of four types, none is a submission") {
  struct row {
    std::string start;
    form_type type;
  };
  const row rows[] = {
      {" type='form'", form_type::form},
      {" type='submit'", form_type::submit},
      {" type='cancel'", form_type::cancel},
      {" type='result'", form_type::result},
      {"", form_type::submit},
  };
  for (const auto& [start, type] : rows) {
    INFO(start);
    auto form = read(start, "");
    REQUIRE(form);
    CHECK(form->type == type);
  }
  CHECK(read(" type='question'", "").error().what
        == xml::condition::bad_request);
}

TEST_CASE("the types of fields are known by their names") {
  const std::pair<field_type, std::string> rows[] = {
      {field_type::boolean, "boolean"},
      {field_type::fixed, "fixed"},
      {field_type::hidden, "hidden"},
      {field_type::jid_multi, "jid-multi"},
      {field_type::jid_single, "jid-single"},
      {field_type::list_multi, "list-multi"},
      {field_type::list_single, "list-single"},
      {field_type::text_multi, "text-multi"},
      {field_type::text_private, "text-private"},
      {field_type::text_single, "text-single"},
  };
  for (const auto& [type, name] : rows) {
    INFO(name);
    CHECK(part::name_of(type) == name);
    CHECK(part::field_type_from(name) == type);
    auto form = read("", "<field var='a' type='" + name + "'/>");
    REQUIRE(form);
    CHECK(form->find("a")->type == type);
  }
  CHECK_FALSE(part::field_type_from("text"));
}

TEST_CASE("a field is read with all that it has") {
  auto form = read(" type='form'",
                   "<title>A form</title>"
                   "<instructions>Fill in</instructions>"
                   "<instructions>and send</instructions>"
                   "<field var='size' type='list-single' label='Size'>"
                   "<desc>How large</desc><required/><value>s</value>"
                   "<option label='Small'><value>s</value></option>"
                   "<option><value>l</value></option></field>");

  REQUIRE(form);
  CHECK(form->title == "A form");
  CHECK(form->instructions == "Fill in\nand send");
  const auto* size = form->find("size");
  REQUIRE(size);
  CHECK(*size
        == form_field{.var = "size",
                      .type = field_type::list_single,
                      .label = "Size",
                      .values = {"s"},
                      .options = {{"Small", "s"}, {"", "l"}},
                      .description = "How large",
                      .required = true});
  CHECK_FALSE(form->find("colour"));
}

TEST_CASE("what a form need not have is left out, and the unknown is passed") {
  auto form = read(" type='submit'", "<field var='a'><value>1</value></field>"
                                     "<field><value>nameless</value></field>"
                                     "<field type='fixed'><value>f</value>"
                                     "</field>"
                                     "<field var='b' type='colour'/>"
                                     "<other/><field var='a'/>");

  REQUIRE(form);
  REQUIRE(form->fields.size() == 4);
  CHECK_FALSE(form->fields[0].type);
  CHECK(form->fields[0].value() == "1");
  CHECK(form->fields[1].type == field_type::fixed);
  CHECK(form->fields[2].type == field_type::text_single);
  CHECK(form->fields[2].value().empty());
  CHECK(form->find("a") == &form->fields[0]);
}

TEST_CASE("a FORM_TYPE counts where XEP-0068 says so") {
  struct row {
    std::string start, type, kind;
  };
  const row rows[] = {
      {" type='form'", " type='hidden'", "urn:k"},
      {" type='result'", " type='hidden'", "urn:k"},
      {" type='submit'", " type='hidden'", "urn:k"},
      {" type='submit'", "", "urn:k"},
      {" type='form'", "", ""},
      {" type='form'", " type='text-single'", ""},
      {" type='result'", " type='text-single'", ""},
  };
  for (const auto& [start, type, kind] : rows) {
    INFO(start << type);
    auto form = read(start, "<field var='FORM_TYPE'" + type
                                + "><value>urn:k</value></field>");
    REQUIRE(form);
    CHECK(form->kind() == kind);
  }
  CHECK(read("", "<field var='a'/>")->kind().empty());
}

TEST_CASE("a form is written as it is read") {
  data_form form{form_type::form, "urn:k"};
  form.title = "A form";
  form.instructions = "Fill in\nand send";
  form.add({.var = "size",
            .type = field_type::list_single,
            .label = "Size",
            .values = {"s"},
            .options = {{"Small", "s"}, {"", "l"}},
            .description = "How large",
            .required = true});

  auto read_again = part::read_data_form(to_element(form));

  CHECK(written(form)
        == "<title>A form</title><instructions>Fill in</instructions>"
           "<instructions>and send</instructions>"
           "<field var='FORM_TYPE' type='hidden'><value>urn:k</value></field>"
           "<field var='size' type='list-single' label='Size'>"
           "<desc>How large</desc><required/><value>s</value>"
           "<option label='Small'><value>s</value></option>"
           "<option><value>l</value></option></field>");
  REQUIRE(read_again);
  CHECK(*read_again == form);
}

TEST_CASE("a text of several lines has a value for each") {
  data_form form;
  form.add({.var = "a", .type = field_type::text_multi, .values = {"x\n\ny"}});
  form.add({.var = "b", .type = field_type::text_multi});

  CHECK(written(form)
        == "<field var='a' type='text-multi'><value>x</value><value/>"
           "<value>y</value></field><field var='b' type='text-multi'/>");
  CHECK(part::read_data_form(to_element(form))->find("a")->lines() == "x\n\ny");
  CHECK(form.find("b")->lines().empty());
}

TEST_CASE("a range of integers is told as XEP-0122 has it") {
  data_form form;
  form.add({.var = "a",
            .type = field_type::text_single,
            .values = {"2"},
            .validate = part::integer_range(0)});

  CHECK(written(form)
        == "<field var='a' type='text-single'><validate xmlns="
           "'http://jabber.org/protocol/xdata-validate' datatype='xs:integer'>"
           "<range min='0'/></validate><value>2</value></field>");
  CHECK(part::to_stored(part::integer_range(1, 5)).find("max='5'")
        != std::string::npos);
}

TEST_CASE("a truth value has two names each") {
  CHECK(part::read_boolean("1") == true);
  CHECK(part::read_boolean("true") == true);
  CHECK(part::read_boolean("0") == false);
  CHECK(part::read_boolean("false") == false);
  for (const auto* text : {"", "yes", "TRUE", "2", " 1"}) {
    INFO(text);
    CHECK_FALSE(part::read_boolean(text));
  }
  CHECK(part::write_boolean(true) == "1");
  CHECK(part::write_boolean(false) == "0");
}

TEST_CASE("the addresses of a field are enforced, each is there once") {
  auto jids
      = part::read_jids({.var = "a",
                         .values = {"Bob@Example.net", "", "bob@example.net",
                                    "alice@example.org/Desk"}});

  REQUIRE(jids);
  REQUIRE(jids->size() == 2);
  CHECK((*jids)[0].str() == "alice@example.org/Desk");
  CHECK((*jids)[1].str() == "bob@example.net");
  CHECK(part::read_jids({})->empty());
  auto refused = part::read_jids({.var = "a", .values = {"@"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what == xml::condition::not_acceptable);
}

} // namespace data_form_test
