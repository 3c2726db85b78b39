package org.temper.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.temper.models.optimizer.AdamW;

/** Equal code is compiled once. */
class KernelModulesTest {
  private static final String HEAD =
      """
      class K(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;
  private static final String KEPT = "  kept : List[Tensor]\n";
  private static final String FUNCTION =
      """
        def twice(self: __torch__.K,
            x: Tensor) -> Tensor:
          return torch.mul(x, %s)
      """;

  @Test
  void usersOfEqualCodeShareAModuleAndThoseOfOtherCodeDoNot() {
    try (NDManager one = PyTorch.manager(Device.cpu());
        NDManager other = PyTorch.manager(Device.cpu())) {
      PtSymbolBlock module = KernelModules.take(HEAD + FUNCTION.formatted(2), one);
      assertThat(KernelModules.take(HEAD + FUNCTION.formatted(2), other)).isSameAs(module);
      assertThat(KernelModules.take(HEAD + FUNCTION.formatted(3), other)).isNotSameAs(module);
    }
  }

  @Test
  void codeThatKeepsSomethingIsEachUsersOwn() {
    String code = HEAD + KEPT + FUNCTION.formatted(2);
    try (NDManager one = PyTorch.manager(Device.cpu());
        NDManager other = PyTorch.manager(Device.cpu())) {
      assertThat(KernelModules.take(code, one)).isNotSameAs(KernelModules.take(code, other));
    }
  }

  @Test
  void aModuleOutlivesTheUserThatCompiledIt() {
    try (NDManager manager = PyTorch.manager(Device.cpu())) {
      Kernel first = norms(manager);
      try (Kernel second = norms(manager)) {
        first.close();
        assertThat(call(second, manager)).containsExactly(1f);
      }
      try (Kernel third = norms(manager)) {
        assertThat(call(third, manager)).containsExactly(1f);
      }
    }
  }

  @Test
  void threadsMayCallOneModuleBesideEachOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<float[]> many =
          () -> {
            try (NDManager manager = PyTorch.manager(Device.cpu());
                Kernel kernel = norms(manager)) {
              float[] last = {};
              for (int i = 0; i < 200; i++) {
                last = call(kernel, manager);
              }
              return last;
            }
          };
      List<Future<float[]>> results = Stream.generate(() -> threads.submit(many)).limit(8).toList();
      for (Future<float[]> result : results) {
        assertThat(result.get()).containsExactly(1f);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Kernel norms(NDManager manager) {
    return Kernel.compile(
        manager,
        AdamW.class,
        List.of("adamw.py"),
        Map.of("beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8, "rowsAtOnce", 1));
  }

  private static float[] call(Kernel kernel, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray one = scope.create(new float[] {1});
      return kernel.call(scope, "norm", tensors(List.of(one))).singletonOrThrow().toFloatArray();
    }
  }
}
