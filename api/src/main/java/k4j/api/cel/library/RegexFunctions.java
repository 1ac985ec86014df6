package k4j.api.cel.library;

import java.util.ArrayList;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.standard.Regex;
import k4j.api.cel.value.ListValue;

/// `find` and `findAll`.
final class RegexFunctions {

  private RegexFunctions() {}

  static void into(FunctionTable table) {
    table.add(
        "string_find_string",
        "string::find(string) string",
        arguments -> {
          var matcher = Regex.compile((String) arguments[1]).matcher((String) arguments[0]);
          return matcher.find() ? matcher.group() : "";
        });
    table.add(
        "string_find_all_string",
        "string::findAll(string) list<string>",
        arguments -> findAll((String) arguments[0], (String) arguments[1], -1));
    table.add(
        "string_find_all_string_int",
        "string::findAll(string,int) list<string>",
        arguments -> findAll((String) arguments[0], (String) arguments[1], (long) arguments[2]));
  }

  private static ListValue findAll(String text, String pattern, long limit) {
    var matcher = Regex.compile(pattern).matcher(text);
    var found = new ArrayList<String>();
    while ((limit < 0 || found.size() < limit) && matcher.find()) {
      found.add(matcher.group());
    }
    return ListValue.of(found);
  }
}
