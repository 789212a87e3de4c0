namespace Murmure.Statistics.Bounds;

/// <summary>
/// The linear programme behind the bounds: which weights can K classes have in a mixture over X cells when each class's law is known up to a factor?
/// With masses <c>q_k(x)</c> and weights <c>w_k = Σ_x q_k(x)</c>:
/// <c>U⁻(x) ≤ Σ_k q_k(x) ≤ U⁺(x)</c>, <c>φ_k(x) w_k / Λ ≤ q_k(x) ≤ Λ φ_k(x) w_k</c>, <c>lowest_k ≤ w_k ≤ highest_k</c>, <c>Σ_k w_k = 1</c>.
/// </summary>
/// <remarks>
/// For given weights the masses are a flow from classes to cells, so by Hoffman's circulation theorem (1960) they exist exactly if, for each set S of
/// classes and each set T of cells, <c>w(S) ≥ Σ_{x∉T} l_S(x) + Σ_{x∈T} (U⁻(x) - u_{¬S}(x))</c> and
/// <c>w(S) ≤ Σ_{x∉T} u_S(x) + Σ_{x∈T} (U⁺(x) - l_{¬S}(x))</c>, where l and u are the bounds on the masses. The worst T is found cell by cell, so the
/// programme has K variables and as many of those rows as turn out to be needed, whatever the number of cells.
/// </remarks>
/// <param name="least">U⁻(x): the least share that each cell can have, from 0.</param>
/// <param name="most">U⁺(x): the greatest.</param>
/// <param name="laws">φ_k(x): one law per class, each sums to 1.</param>
/// <param name="lowest">Least weight of each class.</param>
/// <param name="highest">Greatest weight of each class.</param>
internal sealed class MixtureProgramme(double[] least, double[] most, double[][] laws, double[] lowest, double[] highest)
{
    private const double Tolerance = 1e-9;

    /// <summary>A condition: on the weights of a set of classes (bits), from below or from above, by a set of cells T.</summary>
    /// <param name="Classes">The set S.</param>
    /// <param name="AtLeast">From below.</param>
    /// <param name="Cells">The set T.</param>
    /// <param name="Inside">Each class's mass in T.</param>
    /// <param name="Bound">U⁻(T) or U⁺(T).</param>
    private sealed record Cut(int Classes, bool AtLeast, bool[] Cells, double[] Inside, double Bound);

    /// <summary>Sets of cells that mattered once: they do at another factor too, so a search over factors begins with them.</summary>
    private readonly List<Cut> cuts = [];

    /// <summary>The smallest and greatest weight of a class at a factor; null where no weights at all agree with the shares.</summary>
    public (double Lower, double Upper)? Range(int target, double factor)
    {
        var upper = Greatest(target, 1, factor);
        var lower = Greatest(target, -1, factor);
        return lower is null || upper is null ? null : (Math.Clamp(-lower.Value, 0, 1), Math.Clamp(Math.Max(upper.Value, -lower.Value), 0, 1));
    }

    /// <summary>
    /// The smallest factor at which some weights agree with the shares, to a thousandth; null where even <paramref name="greatest"/> is too small.
    /// </summary>
    public double? SmallestFactor(double greatest)
    {
        if (Greatest(0, 1, greatest) is null)
            return null;
        var (low, high) = (0.0, Math.Log(greatest));
        while (high - low > .001)
        {
            var middle = (low + high) / 2;
            if (Greatest(0, 1, Math.Exp(middle)) is null)
                low = middle;
            else
                high = middle;
        }
        return Math.Exp(high);
    }

    /// <summary>The greatest <c>sign · w_target</c>; null where the conditions contradict each other.</summary>
    private double? Greatest(int target, int sign, double factor)
    {
        while (true)
        {
            // The dual has a row per class instead of one per condition, and always a point; without a minimum, the conditions have none.
            var (rows, right) = Conditions(factor);
            var dual = Simplex.Minimise(Transpose(rows), Objective(target, sign), [.. right, .. new double[laws.Length]]);
            if (dual.Outcome != LinearOutcome.Optimal)
                return null;
            if (!AddViolated(dual.Multipliers, factor))
                return dual.Value;
        }
    }

    private double[] Objective(int target, int sign)
    {
        var objective = new double[laws.Length];
        objective[target] = sign;
        return objective;
    }

    /// <summary><c>row · w ≤ right</c> for the box, the sum and the cuts so far.</summary>
    private (List<double[]> Rows, List<double> Right) Conditions(double factor)
    {
        List<double[]> rows = [[.. laws.Select(_ => 1.0)], [.. laws.Select(_ => -1.0)]];
        List<double> right = [1, -1];
        for (var k = 0; k < laws.Length; k++)
        {
            rows.Add(Objective(k, 1));
            right.Add(highest[k]);
            rows.Add(Objective(k, -1));
            right.Add(-lowest[k]);
        }
        foreach (var cut in cuts)
        {
            var (row, bound) = Row(cut, factor);
            rows.Add(row);
            right.Add(bound);
        }
        return (rows, right);
    }

    /// <summary>Columns for the conditions, then one of -1 per class for <c>≥</c>.</summary>
    private double[][] Transpose(List<double[]> rows)
    {
        var columns = new double[laws.Length][];
        for (var k = 0; k < laws.Length; k++)
        {
            columns[k] = new double[rows.Count + laws.Length];
            for (var i = 0; i < rows.Count; i++)
                columns[k][i] = rows[i][k];
            columns[k][rows.Count + k] = -1;
        }
        return columns;
    }

    private (double[] Row, double Right) Row(Cut cut, double factor)
    {
        var row = new double[laws.Length];
        for (var k = 0; k < laws.Length; k++)
        {
            var (member, inside) = ((cut.Classes >> k & 1) == 1, cut.Inside[k]);
            row[k] = cut.AtLeast
                ? member ? (1 - inside) / factor - 1 : -factor * inside
                : member ? 1 - factor * (1 - inside) : inside / factor;
        }
        return (row, cut.AtLeast ? -cut.Bound : cut.Bound);
    }

    /// <summary>Adds, for each set of classes and each side, the worst set of cells where the weights violate it; false where they violate none.</summary>
    private bool AddViolated(double[] weights, double factor)
    {
        var before = cuts.Count;
        for (var classes = 0; classes < 1 << laws.Length; classes++)
        {
            foreach (var atLeast in (ReadOnlySpan<bool>)[true, false])
            {
                var cut = Worst(classes, atLeast, weights, factor);
                var (row, right) = Row(cut, factor);
                var left = 0.0;
                for (var k = 0; k < row.Length; k++)
                    left += row[k] * weights[k];
                // A cut that is there already can only be missed by rounding.
                if (left > right + Tolerance && !cuts.Exists(c => Same(c, cut)))
                    cuts.Add(cut);
            }
        }
        return cuts.Count > before;
    }

    /// <summary>The condition with the cells that are worst at these weights: each cell takes the side that asks for more.</summary>
    private Cut Worst(int classes, bool atLeast, double[] weights, double factor)
    {
        var cells = new bool[least.Length];
        var inside = new double[laws.Length];
        var bound = 0.0;
        for (var x = 0; x < cells.Length; x++)
        {
            var (members, others) = (0.0, 0.0);
            for (var k = 0; k < laws.Length; k++)
            {
                if ((classes >> k & 1) == 1)
                    members += laws[k][x] * weights[k];
                else
                    others += laws[k][x] * weights[k];
            }
            cells[x] = atLeast ? least[x] - factor * others > members / factor : most[x] - others / factor < factor * members;
            if (!cells[x])
                continue;
            bound += atLeast ? least[x] : most[x];
            for (var k = 0; k < laws.Length; k++)
                inside[k] += laws[k][x];
        }
        return new(classes, atLeast, cells, inside, bound);
    }

    private static bool Same(Cut one, Cut other) =>
        one.Classes == other.Classes && one.AtLeast == other.AtLeast && one.Cells.AsSpan().SequenceEqual(other.Cells);
}
