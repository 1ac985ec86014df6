package k4j.apiserver.table.row;

import k4j.api.json.JsonObject;

/// Writes the cells of one kind's rows, wide ones too, in the order of its columns.
@FunctionalInterface
public interface RowPrinter {

  void print(JsonObject object, Row row);
}
