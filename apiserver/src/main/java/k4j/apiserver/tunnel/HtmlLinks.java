package k4j.apiserver.tunnel;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Changes the links in a page of HTML (apimachinery, `util/proxy`). Pure.
final class HtmlLinks {

  /// Which attributes of which elements are links.
  private static final Map<String, Set<String>> LINKS =
      Map.ofEntries(
          Map.entry("a", Set.of("href")),
          Map.entry("applet", Set.of("codebase")),
          Map.entry("area", Set.of("href")),
          Map.entry("audio", Set.of("src")),
          Map.entry("base", Set.of("href")),
          Map.entry("blockquote", Set.of("cite")),
          Map.entry("body", Set.of("background")),
          Map.entry("button", Set.of("formaction")),
          Map.entry("command", Set.of("icon")),
          Map.entry("del", Set.of("cite")),
          Map.entry("embed", Set.of("src")),
          Map.entry("form", Set.of("action")),
          Map.entry("frame", Set.of("longdesc", "src")),
          Map.entry("head", Set.of("profile")),
          Map.entry("html", Set.of("manifest")),
          Map.entry("iframe", Set.of("longdesc", "src")),
          Map.entry("img", Set.of("longdesc", "src", "usemap")),
          Map.entry("input", Set.of("src", "usemap", "formaction")),
          Map.entry("ins", Set.of("cite")),
          Map.entry("link", Set.of("href")),
          Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
          Map.entry("q", Set.of("cite")),
          Map.entry("script", Set.of("src")),
          Map.entry("source", Set.of("src")),
          Map.entry("video", Set.of("poster", "src")));

  /// Elements whose content is no HTML.
  private static final Set<String> RAW =
      Set.of(
          "iframe",
          "noembed",
          "noframes",
          "noscript",
          "plaintext",
          "script",
          "style",
          "title",
          "textarea",
          "xmp");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][^\\s/>]*");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s*/?\\s*([^\\s/>=]+)(?:\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\\s>\"']+))?");

  private final String html;
  private final UnaryOperator<String> change;
  private final StringBuilder out;
  private int at;

  private HtmlLinks(String html, UnaryOperator<String> change) {
    this.html = html;
    this.change = change;
    out = new StringBuilder(html.length() + 256);
  }

  static String rewrite(String html, UnaryOperator<String> change) {
    return new HtmlLinks(html, change).run();
  }

  private String run() {
    while (at < html.length()) {
      int open = html.indexOf('<', at);
      if (open < 0) {
        copyTo(html.length());
      } else {
        copyTo(open);
        tag();
      }
    }
    return out.toString();
  }

  private void copyTo(int end) {
    out.append(html, at, end);
    at = end;
  }

  private void copyPast(String text) {
    int found = html.indexOf(text, at);
    copyTo(found < 0 ? html.length() : found + text.length());
  }

  private void tag() {
    if (html.startsWith("<!--", at)) {
      copyPast("-->");
      return;
    }
    Matcher name = NAME.matcher(html).region(at + 1, html.length());
    if (!name.lookingAt()) {
      copyTo(at + 1);
      return;
    }
    String element = name.group().toLowerCase(Locale.ROOT);
    copyTo(name.end());
    attributes(LINKS.getOrDefault(element, Set.of()));
    if (RAW.contains(element)) {
      copyRaw(element);
    }
  }

  private void attributes(Set<String> links) {
    Matcher attribute = ATTRIBUTE.matcher(html);
    while (attribute.region(at, html.length()).lookingAt()) {
      String value = attribute.group(2);
      if (value != null && links.contains(attribute.group(1).toLowerCase(Locale.ROOT))) {
        copyTo(attribute.start(2));
        out.append(changed(value));
        at = attribute.end(2);
      } else {
        copyTo(attribute.end());
      }
    }
    copyPast(">");
  }

  private String changed(String quoted) {
    boolean quotes = quoted.startsWith("\"") || quoted.startsWith("'");
    String value = quotes ? quoted.substring(1, quoted.length() - 1) : quoted;
    String plain = value.replace("&amp;", "&");
    String link = change.apply(plain);
    if (link.equals(plain)) {
      return quoted;
    }
    return '"' + link.replace("&", "&amp;").replace("\"", "&#34;").replace("<", "&lt;") + '"';
  }

  private void copyRaw(String element) {
    String end = "</" + element;
    for (int i = at; i + end.length() <= html.length(); i++) {
      if (html.regionMatches(true, i, end, 0, end.length())) {
        copyTo(i);
        return;
      }
    }
    copyTo(html.length());
  }
}
