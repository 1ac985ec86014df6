package k4j.api.cel.library;

import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.standard.StandardFunctions;

/// Every function that Kubernetes 1.36 gives to expressions, in one list.
public final class KubernetesFunctions {

  private KubernetesFunctions() {}

  public static FunctionTable table() {
    var table = new FunctionTable();
    StandardFunctions.into(table);
    StringFunctions.into(table);
    ListFunctions.into(table);
    SetFunctions.into(table);
    RegexFunctions.into(table);
    UrlFunctions.into(table);
    QuantityFunctions.into(table);
    IpFunctions.into(table);
    CidrFunctions.into(table);
    FormatFunctions.into(table);
    SemverFunctions.into(table);
    AuthorizerFunctions.into(table);
    return table;
  }

  /// The functions that only mutating policies have.
  public static FunctionTable mutationTable() {
    FunctionTable table = table();
    table.add(
        "string_jsonpatch_escapeKey_string",
        "jsonpatch.escapeKey(string) string",
        arguments -> ((String) arguments[0]).replace("~", "~0").replace("/", "~1"));
    return table;
  }
}
