// Names of CLI11 for headers: it has no header of declarations, and its own costs each source that
// includes it four seconds.
#pragma once

namespace CLI {

class App;
class Option;
class ParseError;

}  // namespace CLI
