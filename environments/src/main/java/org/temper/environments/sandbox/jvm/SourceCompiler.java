package org.temper.environments.sandbox.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A JVM that compiles one program after the other, in memory; it runs none of them. Sources come in
 * on standard input, classes go out on standard output.
 */
public final class SourceCompiler {
  private static final String NAME = "Main.java";
  private static final Pattern LENGTH = Pattern.compile("\\d+");
  private static final String WARM =
      "public class Main { public static void main(String[] a) { java.util.List.of(1).stream()"
          + ".map(x -> x + \"\").forEach(System.out::println); } }";

  private SourceCompiler() {}

  /** What became of a source. */
  private static final class Compilation {
    /** Its classes, encoded; none where it is in error. */
    private final byte[] classes;

    /** What the compiler said of it. */
    private final String told;

    /** Whether the compiler should not be used again. */
    private final boolean broken;

    private Compilation(byte[] classes, String told, boolean broken) {
      this.classes = classes;
      this.told = told;
      this.broken = broken;
    }
  }

  /** A program's text. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String text) {
      super(URI.create("string:///" + NAME), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public String getName() {
      return NAME;
    }

    /** Whatever its public class is named. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }

  /** A class's bytes. */
  private static final class Output extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Output(String name) {
      super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  /** Where classes are kept. */
  private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Output> classes = new TreeMap<>();

    private Classes(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      Output output = new Output(name);
      classes.put(name, output);
      return output;
    }
  }

  /**
   * Compiles what comes until the input ends.
   *
   * @param args none
   * @throws IOException if a pipe breaks
   */
  public static void main(String[] args) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8);
    DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    compile(compiler, files, WARM);
    send(out, "{\"ready\":true,\"lengths\":[]}");
    while (true) {
      int length;
      try {
        length = in.readInt();
      } catch (EOFException e) {
        return;
      }
      Matcher lengths = LENGTH.matcher(new String(in.readNBytes(length), UTF_8));
      byte[] source = in.readNBytes(lengths.find() ? Integer.parseInt(lengths.group()) : 0);
      Compilation result = compile(compiler, files, new String(source, UTF_8));
      byte[] told = result.told.getBytes(UTF_8);
      send(
          out,
          String.format(
              "{\"compiled\":%s,\"retired\":%s,\"lengths\":[%d,%d]}",
              result.classes.length > 0, result.broken, result.classes.length, told.length),
          result.classes,
          told);
    }
  }

  private static void send(DataOutputStream out, String head, byte[]... parts) throws IOException {
    byte[] encoded = head.getBytes(UTF_8);
    out.writeInt(encoded.length);
    out.write(encoded);
    for (byte[] part : parts) {
      out.write(part);
    }
    out.flush();
  }

  private static Compilation compile(
      JavaCompiler compiler, StandardJavaFileManager files, String text) throws IOException {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    Classes compiled = new Classes(files);
    List<String> options = List.of("-proc:none", "-Xlint:none", "-classpath", "/nonexistent");
    try {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, compiled, diagnostics, options, null, List.of(new Source(text)));
      List<String> types = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        addTypes(unit, types);
      }
      task.generate();
      StringBuilder told = new StringBuilder();
      boolean failed = false;
      for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
        failed |= diagnostic.getKind() == Diagnostic.Kind.ERROR;
        told.append(diagnostic).append('\n');
      }
      return new Compilation(
          failed ? new byte[0] : encode(types, compiled.classes), told.toString(), false);
    } catch (StackOverflowError | OutOfMemoryError | RuntimeException e) {
      return new Compilation(new byte[0], NAME + ": the compiler failed: " + e, true);
    }
  }

  private static void addTypes(CompilationUnitTree unit, List<String> types) {
    ExpressionTree named = unit.getPackageName();
    for (Tree declared : unit.getTypeDecls()) {
      if (declared instanceof ClassTree type) {
        types.add((named == null ? "" : named + ".") + type.getSimpleName());
      }
    }
  }

  private static byte[] encode(List<String> types, Map<String, Output> classes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(types.size());
    for (String type : types) {
      out.writeUTF(type);
    }
    out.writeInt(classes.size());
    for (Map.Entry<String, Output> type : classes.entrySet()) {
      out.writeUTF(type.getKey());
      out.writeInt(type.getValue().bytes.size());
      type.getValue().bytes.writeTo(out);
    }
    return bytes.toByteArray();
  }
}
