package k4j.cri.stream;

/// Columns and rows of a terminal.
public record TerminalSize(int width, int height) {}
