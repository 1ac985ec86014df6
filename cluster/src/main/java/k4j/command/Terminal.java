package k4j.command;

import java.io.PrintStream;

/// Where a command speaks: coloured on a terminal, plain in a pipe.
public final class Terminal {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean colours;

  public Terminal(PrintStream out, PrintStream err, boolean colours) {
    this.out = out;
    this.err = err;
    this.colours = colours;
  }

  public PrintStream out() {
    return out;
  }

  public void line(String text) {
    out.println(text);
  }

  /// A step of long work that has ended well.
  public void done(String text) {
    out.println(paint("32", "✓") + " " + text);
  }

  /// A step that is beginning.
  public void step(String text) {
    out.println(paint("36", "·") + " " + text);
  }

  public void warning(String text) {
    err.println(paint("33", "warning:") + " " + text);
  }

  public void failure(String text) {
    err.println(paint("31", "k4j:") + " " + text);
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
