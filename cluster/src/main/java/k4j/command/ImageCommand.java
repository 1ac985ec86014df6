package k4j.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.cluster.control.ControlClient;
import k4j.cluster.control.ControlFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Loads images into the node and lists them.
final class ImageCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec load = CommandSpec.create().name("load").mixinStandardHelpOptions(true);
    load.usageMessage()
        .description("Load an image from a docker-archive or an OCI layout (folder or tar file).");
    load.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .type(String.class)
            .index("0")
            .required(true)
            .description("What 'docker save' or 'skopeo copy … oci:' wrote.")
            .build());
    CommandSpec ls = CommandSpec.create().name("ls").mixinStandardHelpOptions(true);
    ls.usageMessage().description("List the images that the node has.");
    ls.addOption(
        OptionSpec.builder("-o", "--output")
            .type(String.class)
            .paramLabel("FORMAT")
            .description("json, or a table.")
            .build());
    CommandSpec spec = CommandSpec.create().name("image").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Load and list images.");
    spec.addSubcommand("load", load);
    spec.addSubcommand("ls", ls);
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    if (!arguments.hasSubcommand()) {
      throw new CommandFailure("say what to do: 'k4j image load FILE' or 'k4j image ls'.", 2);
    }
    ParseResult verb = arguments.subcommand();
    try {
      return verb.commandSpec().name().equals("load") ? load(verb, session) : list(verb, session);
    } catch (ControlFailure e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  private static int load(ParseResult arguments, Session session) {
    session.running();
    String given = arguments.matchedPositionalValue(0, "");
    Path file = Path.of(given).toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw new CommandFailure("there is no file %s that could be read.".formatted(given));
    }
    session.terminal().step("Loading " + given);
    JsonObject answer =
        new ControlClient(session.profile().socket())
            .ask(
                JsonObject.builder()
                    .put("action", "image-load")
                    .put("file", file.toString())
                    .build());
    answer.array("images").strings().forEach(name -> session.terminal().done("Loaded " + name));
    return 0;
  }

  private static int list(ParseResult arguments, Session session) {
    session.running();
    JsonArray images =
        new ControlClient(session.profile().socket())
            .ask(JsonObject.EMPTY.with("action", "image-list"))
            .array("images");
    if (arguments.matchedOptionValue("--output", "").equals("json")) {
      session.terminal().line(JsonWriter.toString(images));
      return 0;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("IMAGE", "ID", "SIZE"));
    for (Json item : images) {
      if (item instanceof JsonObject image) {
        rows.add(
            List.of(
                image.string("name"), shortId(image.string("id")), size(image.integer("size"))));
      }
    }
    Columns.print(rows, session.terminal().out());
    return 0;
  }

  private static String shortId(String id) {
    String digest = id.startsWith("sha256:") ? id.substring("sha256:".length()) : id;
    return digest.length() > 12 ? digest.substring(0, 12) : digest;
  }

  private static String size(long bytes) {
    return bytes < 1_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
  }
}
