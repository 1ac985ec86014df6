package k4j.command;

import java.io.PrintStream;
import java.util.List;

/// Prints rows of text in aligned columns, as kubectl does.
final class Columns {

  private static final int GAP = 3;

  private Columns() {}

  static void print(List<List<String>> rows, PrintStream out) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns - 1; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
      }
      out.println(line.append(row.getLast()));
    }
  }
}
