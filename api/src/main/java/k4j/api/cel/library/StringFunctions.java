package k4j.api.cel.library;

import java.util.ArrayList;
import java.util.List;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.ListValue;

/// Version 2 of the language's extension for texts.
final class StringFunctions {

  private StringFunctions() {}

  static void into(FunctionTable table) {
    table.add(
        "string_char_at_int",
        "string::charAt(int) string",
        arguments -> charAt(new Text(arguments[0]), (long) arguments[1]));
    searches(table);
    cases(table);
    table.add(
        "string_replace_string_string",
        "string::replace(string,string) string",
        arguments ->
            replace((String) arguments[0], (String) arguments[1], (String) arguments[2], -1));
    table.add(
        "string_replace_string_string_int",
        "string::replace(string,string,int) string",
        arguments ->
            replace(
                (String) arguments[0],
                (String) arguments[1],
                (String) arguments[2],
                (long) arguments[3]));
    table.add(
        "string_split_string",
        "string::split(string) list<string>",
        arguments -> split((String) arguments[0], (String) arguments[1], -1));
    table.add(
        "string_split_string_int",
        "string::split(string,int) list<string>",
        arguments -> split((String) arguments[0], (String) arguments[1], (long) arguments[2]));
    table.add(
        "string_substring_int",
        "string::substring(int) string",
        arguments -> {
          var text = new Text(arguments[0]);
          long start = (long) arguments[1];
          if (start < 0 || start > text.length()) {
            throw outOfRange(start);
          }
          return text.part((int) start, text.length());
        });
    table.add(
        "string_substring_int_int",
        "string::substring(int,int) string",
        arguments -> substring(new Text(arguments[0]), (long) arguments[1], (long) arguments[2]));
    table.add(
        "list_join", "list<string>::join() string", arguments -> join((CelList) arguments[0], ""));
    table.add(
        "list_join_string",
        "list<string>::join(string) string",
        arguments -> join((CelList) arguments[0], (String) arguments[1]));
    table.add(
        "string_format",
        "string::format(list<dyn>) string",
        arguments -> Formatter.format((String) arguments[0], (CelList) arguments[1]));
    table.add(
        "strings_quote",
        "strings.quote(string) string",
        arguments -> Formatter.quote((String) arguments[0]));
  }

  private static void searches(FunctionTable table) {
    table.add(
        "string_index_of_string",
        "string::indexOf(string) int",
        arguments -> new Text(arguments[0]).indexOf(new Text(arguments[1]), 0));
    table.add(
        "string_index_of_string_int",
        "string::indexOf(string,int) int",
        arguments -> new Text(arguments[0]).indexOf(new Text(arguments[1]), (long) arguments[2]));
    table.add(
        "string_last_index_of_string",
        "string::lastIndexOf(string) int",
        arguments -> new Text(arguments[0]).lastIndexOf(new Text(arguments[1])));
    table.add(
        "string_last_index_of_string_int",
        "string::lastIndexOf(string,int) int",
        arguments ->
            new Text(arguments[0]).lastIndexOf(new Text(arguments[1]), (long) arguments[2]));
  }

  private static void cases(FunctionTable table) {
    table.add(
        "string_lower_ascii",
        "string::lowerAscii() string",
        arguments -> ascii((String) arguments[0], 'A', 'Z', 32));
    table.add(
        "string_upper_ascii",
        "string::upperAscii() string",
        arguments -> ascii((String) arguments[0], 'a', 'z', -32));
    table.add("string_trim", "string::trim() string", arguments -> trim((String) arguments[0]));
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static String ascii(String text, char first, char last, int shift) {
    var result = new StringBuilder(text);
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      if (c >= first && c <= last) {
        result.setCharAt(i, (char) (c + shift));
      }
    }
    return result.toString();
  }

  private static EvaluationException outOfRange(long index) {
    return new EvaluationException("index out of range: " + index);
  }

  private static String charAt(Text text, long index) {
    if (index < 0 || index > text.length()) {
      throw outOfRange(index);
    }
    return index == text.length() ? "" : text.part((int) index, (int) index + 1);
  }

  private static String substring(Text text, long start, long end) {
    if (start > end) {
      throw new EvaluationException("invalid substring range. start: " + start + ", end: " + end);
    }
    if (start < 0 || start > text.length()) {
      throw outOfRange(start);
    }
    if (end < 0 || end > text.length()) {
      throw outOfRange(end);
    }
    return text.part((int) start, (int) end);
  }

  private static String replace(String text, String old, String by, long limit) {
    if (limit < 0) {
      return text.replace(old, by);
    }
    var result = new StringBuilder();
    int from = 0;
    for (long i = 0; i < limit; i++) {
      int at = text.indexOf(old, old.isEmpty() && i > 0 ? from + 1 : from);
      if (at < 0 || (old.isEmpty() && i > text.length())) {
        break;
      }
      result.append(text, from, at).append(by);
      from = at + old.length();
    }
    return result.append(text, from, text.length()).toString();
  }

  private static ListValue split(String text, String separator, long limit) {
    if (limit == 0) {
      return ListValue.EMPTY;
    }
    List<String> parts = new ArrayList<>();
    if (separator.isEmpty()) {
      text.codePoints().forEach(c -> parts.add(Character.toString(c)));
      if (limit > 0 && parts.size() > limit) {
        List<String> rest = parts.subList((int) limit - 1, parts.size());
        String last = String.join("", rest);
        rest.clear();
        parts.add(last);
      }
      return ListValue.of(parts);
    }
    int from = 0;
    int at = text.indexOf(separator);
    while (at >= 0 && (limit < 0 || parts.size() < limit - 1)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return ListValue.of(parts);
  }

  private static String join(CelList list, String separator) {
    var result = new StringBuilder();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof String text)) {
        throw new EvaluationException("join: invalid input: " + list.get(i));
      }
      result.append(i == 0 ? "" : separator).append(text);
    }
    return result.toString();
  }
}
