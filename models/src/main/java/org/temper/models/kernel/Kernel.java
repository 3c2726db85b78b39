package org.temper.models.kernel;

import static com.google.common.base.Preconditions.checkState;
import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of TorchScript functions, compiled from resources of this library.
 *
 * <p>The resources, one after the other, are a class {@code K} in the text form that TorchScript
 * archives hold; {@code ${name}} in them stands for a constant given here. Functions take tensors
 * and lists of tensors. A line {@code name : List[Tensor]} or {@code name : bool} in the class
 * declares what the functions keep between calls; it starts empty, or true. Whether a call records
 * gradients is the calling thread's gradient mode.
 */
public final class Kernel implements AutoCloseable {
  private static final Pattern CONSTANT = Pattern.compile("\\$\\{(\\w+)}");

  private final PtSymbolBlock module;
  private final NDManager manager;

  /** The arrays that name a function to DJL. */
  private final Map<String, NDArray> functions = new HashMap<>();

  private Kernel(PtSymbolBlock module, NDManager manager) {
    this.module = module;
    this.manager = manager;
  }

  /**
   * Compiles resources, or takes what was compiled of the same before.
   *
   * @param parent the manager on whose device the functions run and with which they are freed
   * @param owner the class beside which the resources lie
   * @param resources their file names, that of the one with the class's head first
   * @param constants values of the {@code ${name}} in them; true and false are written as in Python
   * @return the functions
   * @throws IllegalStateException if a constant is missing
   */
  public static Kernel compile(
      NDManager parent, Class<?> owner, List<String> resources, Map<String, Object> constants) {
    String code = code(owner, resources, constants);
    NDManager manager = parent.newSubManager();
    try {
      return new Kernel(KernelModules.take(code, manager), manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Loads what {@link ScriptFile} wrote.
   *
   * @param parent the manager with which the functions are freed
   * @param file the file
   * @return its functions
   * @throws IOException if it cannot be read
   */
  public static Kernel open(NDManager parent, Path file) throws IOException {
    NDManager manager = parent.newSubManager();
    try (InputStream archive = Files.newInputStream(file)) {
      return new Kernel(JniUtils.loadModule((PtNDManager) manager, archive, false, false), manager);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Resources one after the other, as {@link #compile} says. */
  static String code(Class<?> owner, List<String> resources, Map<String, Object> constants) {
    String code = resources.stream().map(resource -> read(owner, resource)).collect(joining("\n"));
    return substitute(code, constants);
  }

  /**
   * Calls a function.
   *
   * @param results owner of the arrays that come back
   * @param function the function's name
   * @param arguments what it takes, in order
   * @return what it returns, flattened
   */
  public NDList call(NDManager results, String function, Argument... arguments) {
    // Set per thread; left on, libtorch stalls for seconds to optimize again for each new shape.
    JniUtils.setGraphExecutorOptimize(false);
    NDList inputs = new NDList();
    // The results go to the manager of the first input, and the last input's name is the method.
    for (int i = 0; i < arguments.length; i++) {
      arguments[i].addTo(inputs, i);
    }
    inputs.add(functions.computeIfAbsent(function, this::named));
    NDList outputs = IValueUtils.forward(module, inputs, true);
    outputs.attach(results);
    return outputs;
  }

  private NDArray named(String function) {
    NDArray method = manager.create(0f);
    method.setName("module_method:" + function);
    return method;
  }

  private static String read(Class<?> owner, String resource) {
    try {
      return Resources.toString(Resources.getResource(owner, resource), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String substitute(String code, Map<String, Object> constants) {
    return CONSTANT
        .matcher(code)
        .replaceAll(
            match -> {
              Object value = constants.get(match.group(1));
              checkState(value != null, "constants: expected %s, got none", match.group(1));
              return Matcher.quoteReplacement(
                  value instanceof Boolean flag ? (flag ? "True" : "False") : value.toString());
            });
  }

  @Override
  public void close() {
    manager.close();
  }

  /** What a function takes. */
  public sealed interface Argument {

    /**
     * A tensor.
     *
     * @param array the tensor
     * @return the argument
     */
    static Argument tensor(NDArray array) {
      return new Single(array);
    }

    /**
     * A list of tensors.
     *
     * @param arrays the tensors; a tensor may stand in one list of a call only
     * @return the argument
     */
    static Argument tensors(List<NDArray> arrays) {
      return new Many(arrays);
    }

    /**
     * Adds the argument's arrays, named as DJL expects them.
     *
     * @param inputs the arrays of the call so far
     * @param position the argument's position
     */
    void addTo(NDList inputs, int position);
  }

  private record Single(NDArray array) implements Argument {
    @Override
    public void addTo(NDList inputs, int position) {
      array.setName(null);
      inputs.add(array);
    }
  }

  private record Many(List<NDArray> arrays) implements Argument {
    @Override
    public void addTo(NDList inputs, int position) {
      for (NDArray array : arrays) {
        array.setName("list" + position + "[]");
        inputs.add(array);
      }
    }
  }
}
