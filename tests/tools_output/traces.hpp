// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace troupe::tools::test {

/// A chat message from alice to bob, who has one resource, as the server tells
/// it: two hops below the first, one of them not handled, two decisions.
inline nlohmann::json delivered_trace() {
  return nlohmann::json::parse(R"({
    "id":"9f3c000000000401","begun":1763731234567890,"took":812.4,
    "state":"complete","why":"followed",
    "stanza":{"kind":"message","type":"chat","id":"m1",
      "from":"alice@localhost/phone","to":"bob@localhost","bytes":312,
      "children":["body jabber:client"]},
    "outcome":"delivered",
    "actors":[{"id":12,"kind":"session","name":"alice@localhost/phone"},
      {"id":13,"kind":"user","name":"alice@localhost"},
      {"id":14,"kind":"user","name":"bob@localhost"},
      {"id":15,"kind":"storage","name":"shard 0"}],
    "hops":[
      {"span":7,"parent":0,"from":12,"to":13,"message":"outbound","at":0.0,
       "wait":5.1,"handling":20.3,"handled":true},
      {"span":8,"parent":7,"from":13,"to":14,"message":"inbound","at":18.0,
       "wait":1250.0,"handling":30.0,"handled":true},
      {"span":9,"parent":7,"from":13,"to":15,"message":"append","at":12.0,
       "wait":0.0,"handling":0.0,"handled":false}],
    "decisions":[
      {"at":1280.0,"actor":14,"name":"bob@localhost","span":8,
       "outcome":"delivered","what":"delivered",
       "reason":"the resource with the highest priority",
       "resource":"bob@localhost/phone","kind":"message","id":"m1"},
      {"at":8.2,"actor":13,"name":"alice@localhost","span":7,
       "outcome":"noted","what":"archived","reason":"","resource":"",
       "kind":"message","id":"m1"}],
    "dropped":0})");
}

} // namespace troupe::tools::test
