namespace Murmure.Statistics.Mixtures;

/// <summary>
/// How well courses in time can be told apart: the condition number of their Gram matrix, each scaled to length 1 (Golub and Van Loan, "Matrix Computations",
/// 8.5).
/// </summary>
internal static class Conditioning
{
    private const int Sweeps = 30;

    /// <returns>1 for courses that have nothing in common, infinity for such as are multiples of each other; 1 where fewer than two are not zero.</returns>
    public static double Of(double[][] courses)
    {
        double[] lengths = [.. courses.Select(course => Math.Sqrt(Product(course, course)))];
        int[] present = [.. Enumerable.Range(0, courses.Length).Where(i => lengths[i] > 0)];
        if (present.Length < 2)
            return 1;
        double[][] gram = [.. present.Select(i => present.Select(j => Product(courses[i], courses[j]) / (lengths[i] * lengths[j])).ToArray())];
        var values = Eigenvalues(gram);
        return values.Min() > 1e-12 ? values.Max() / values.Min() : double.PositiveInfinity;
    }

    /// <summary>Jacobi's rotations, cyclic: a matrix this small needs nothing better.</summary>
    private static double[] Eigenvalues(double[][] matrix)
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var p = 0; p < matrix.Length; p++)
            {
                for (var q = p + 1; q < matrix.Length; q++)
                    Rotate(matrix, p, q);
            }
        }
        return [.. matrix.Select((row, i) => row[i])];
    }

    private static void Rotate(double[][] matrix, int p, int q)
    {
        if (Math.Abs(matrix[p][q]) < 1e-15)
            return;
        var angle = .5 * Math.Atan2(2 * matrix[p][q], matrix[q][q] - matrix[p][p]);
        var (sin, cos) = Math.SinCos(angle);
        for (var k = 0; k < matrix.Length; k++)
            (matrix[k][p], matrix[k][q]) = ((cos * matrix[k][p]) - (sin * matrix[k][q]), (sin * matrix[k][p]) + (cos * matrix[k][q]));
        for (var k = 0; k < matrix.Length; k++)
            (matrix[p][k], matrix[q][k]) = ((cos * matrix[p][k]) - (sin * matrix[q][k]), (sin * matrix[p][k]) + (cos * matrix[q][k]));
    }

    private static double Product(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
