namespace Murmure.Statistics.Bounds;

internal enum LinearOutcome
{
    Optimal,

    /// <summary>No point meets the constraints.</summary>
    Infeasible,

    /// <summary>The objective has no minimum.</summary>
    Unbounded,
}

/// <param name="Outcome">Whether there is a best point; if not, nothing else here means anything.</param>
/// <param name="Value">The smallest cost.</param>
/// <param name="Point">A point that attains it, one number per column.</param>
/// <param name="Multipliers">What a unit more on each right-hand side would cost, one number per row.</param>
internal sealed record LinearSolution(LinearOutcome Outcome, double Value, double[] Point, double[] Multipliers);

/// <summary>
/// The two-phase simplex method on a dense tableau, for the few rows that this project has (docs/adr/0051-bounds.md). Dantzig's rule first, Bland's
/// (1977) afterwards, so that it ends; rows are scaled to a largest entry of 1.
/// </summary>
internal static class Simplex
{
    private const double Tolerance = 1e-10;

    /// <summary>Minimises <c>cost · x</c> over <c>rows · x = right</c>, <c>x ≥ 0</c>.</summary>
    /// <param name="rows">Constraint rows, each as long as <paramref name="cost"/>.</param>
    /// <param name="right">Right-hand sides of any sign, one per row.</param>
    /// <param name="cost">One number per column.</param>
    public static LinearSolution Minimise(double[][] rows, double[] right, double[] cost)
    {
        var (m, n) = (rows.Length, cost.Length);
        var scale = new double[m];
        var tableau = new double[m][];
        var basis = new int[m];
        for (var i = 0; i < m; i++)
        {
            var largest = rows[i].Max(Math.Abs);
            scale[i] = (right[i] < 0 ? -1 : 1) / (largest > 0 ? largest : 1);
            tableau[i] = new double[n + m + 1];
            for (var j = 0; j < n; j++)
                tableau[i][j] = rows[i][j] * scale[i];
            tableau[i][n + i] = 1;
            tableau[i][n + m] = right[i] * scale[i];
            basis[i] = n + i;
        }

        // First the artificial columns are driven to zero, one per row.
        var price = new double[n + m + 1];
        Array.Fill(price, 1, n, m);
        Reduce(price, tableau, basis);
        Run(price, tableau, basis, n + m);
        var size = 1 + right.Select((b, i) => Math.Abs(b * scale[i])).DefaultIfEmpty().Max();
        if (-price[n + m] > 1e-9 * size)
            return new(LinearOutcome.Infeasible, double.NaN, [], []);
        LeaveArtificials(tableau, basis, n);

        price = new double[n + m + 1];
        Array.Copy(cost, price, n);
        Reduce(price, tableau, basis);
        if (!Run(price, tableau, basis, n))
            return new(LinearOutcome.Unbounded, double.NegativeInfinity, [], []);

        var point = new double[n];
        for (var i = 0; i < m; i++)
        {
            if (basis[i] < n)
                point[basis[i]] = Math.Max(0, tableau[i][n + m]);
        }
        // An artificial column is a unit of its row and costs nothing, so its reduced cost is the multiplier with the sign turned.
        return new(LinearOutcome.Optimal, -price[n + m], point, [.. scale.Select((s, i) => -price[n + i] * s)]);
    }

    /// <summary>Makes the prices of the basis zero.</summary>
    private static void Reduce(double[] price, double[][] tableau, int[] basis)
    {
        for (var i = 0; i < basis.Length; i++)
            Subtract(price, tableau[i], price[basis[i]]);
    }

    /// <summary>Pivots among the first columns until no price is negative; false where nothing bounds the descent.</summary>
    private static bool Run(double[] price, double[][] tableau, int[] basis, int columns)
    {
        for (var step = 0; ; step++)
        {
            var column = Entering(price, columns, bland: step > 20 * (basis.Length + 1));
            if (column < 0)
                return true;
            var row = Leaving(tableau, basis, column);
            if (row < 0)
                return false;
            Pivot(price, tableau, basis, row, column);
        }
    }

    private static int Entering(double[] price, int columns, bool bland)
    {
        var (best, column) = (-Tolerance, -1);
        for (var j = 0; j < columns; j++)
        {
            if (price[j] >= best)
                continue;
            if (bland)
                return j;
            (best, column) = (price[j], j);
        }
        return column;
    }

    private static int Leaving(double[][] tableau, int[] basis, int column)
    {
        var (smallest, row) = (double.PositiveInfinity, -1);
        for (var i = 0; i < tableau.Length; i++)
        {
            if (tableau[i][column] <= Tolerance)
                continue;
            var ratio = tableau[i][^1] / tableau[i][column];
            // Ties go to the lowest column, which Bland's rule needs.
            if (ratio < smallest - 1e-13 || (ratio <= smallest && basis[i] < basis[row]))
                (smallest, row) = (ratio, i);
        }
        return row;
    }

    private static void Pivot(double[] price, double[][] tableau, int[] basis, int row, int column)
    {
        var pivot = tableau[row][column];
        for (var j = 0; j < tableau[row].Length; j++)
            tableau[row][j] /= pivot;
        for (var i = 0; i < tableau.Length; i++)
        {
            if (i != row)
                Subtract(tableau[i], tableau[row], tableau[i][column]);
        }
        Subtract(price, tableau[row], price[column]);
        basis[row] = column;
    }

    private static void Subtract(double[] from, double[] row, double times)
    {
        if (times == 0)
            return;
        for (var j = 0; j < from.Length; j++)
            from[j] -= times * row[j];
    }

    /// <summary>
    /// An artificial column that stayed in the basis, at zero, gives way to any other with an entry in its row; a row without one is redundant.
    /// </summary>
    private static void LeaveArtificials(double[][] tableau, int[] basis, int columns)
    {
        var unused = new double[tableau.Length == 0 ? 0 : tableau[0].Length];
        for (var i = 0; i < basis.Length; i++)
        {
            if (basis[i] < columns)
                continue;
            for (var j = 0; j < columns; j++)
            {
                if (Math.Abs(tableau[i][j]) <= 1e-7)
                    continue;
                Pivot(unused, tableau, basis, i, j);
                break;
            }
        }
    }
}
