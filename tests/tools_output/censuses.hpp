// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace troupe::tools::test {

/// What a small server counted in one second.
inline nlohmann::json census() {
  return nlohmann::json::parse(R"({
    "at":1763731234567890,"seconds":1.0,"sampling":16,"dropped":2,
    "kinds":[
      {"kind":"user","actors":120,"messages":5321.0,"cpu":0.12,
       "wait":{"mean":8.1,"max":411.0},"depth":{"mean":0.2,"max":12},
       "age":2500.0,"memory":0},
      {"kind":"session","actors":118,"messages":400.0,"cpu":0.5,
       "wait":{"mean":3.0,"max":50.0},"depth":{"mean":0.1,"max":2},
       "age":0.0,"memory":2949120}],
    "actors":[
      {"id":13,"kind":"user","name":"alice@localhost","messages":300.0,
       "cpu":0.01,"wait":{"mean":8.1,"max":90.0},"depth":3,
       "age":0.0,"memory":21000,"worker":0},
      {"id":14,"kind":"user","name":"bob@localhost","messages":100.0,
       "cpu":0.3,"wait":{"mean":2.0,"max":20.0},"depth":9,
       "age":1200000.0,"memory":50000,"worker":1},
      {"id":15,"kind":"room","name":"tea@rooms.localhost","messages":200.0,
       "cpu":0.2,"wait":{"mean":5.0,"max":400.0},"depth":1,
       "age":90.0,"memory":9000}],
    "edges":[],"flows":[],
    "domains":[
      {"name":"example.net","messages":12.0,"outcome":"refused"},
      {"name":"example.com","messages":0.5,"outcome":"refused"}],
    "workers":[{"index":0,"load":0.42},{"index":1,"load":1.0}],
    "totals":{"sessions":118,"accounts":100,"rooms":2,"stanzas_in":900.0,
      "stanzas_out":950.0,"resident":21340160,"storage_waiting":7}})");
}

} // namespace troupe::tools::test
