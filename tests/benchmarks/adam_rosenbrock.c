/* Adam on Rosenbrock's function, recording the columns of the CSV: what the engine is measured against. */

#include <math.h>
#include <stdint.h>

void adam_rosenbrock(int64_t rows, double rate, double *parameters, double *loss, double *gradient_norm,
                     double *learning_rate, int64_t *calls, int8_t *event)
{
    const double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
    double x = -1.2, y = 1.0, mx = 0, my = 0, vx = 0, vy = 0, power1 = 1, power2 = 1;
    for (int64_t t = 0; t < rows; t++) {
        const double a = 1 - x, b = y - x * x;
        const double gx = -2 * a - 400 * x * b, gy = 200 * b;
        parameters[2 * t] = x;
        parameters[2 * t + 1] = y;
        loss[t] = a * a + 100 * b * b;
        gradient_norm[t] = sqrt(gx * gx + gy * gy);
        learning_rate[t] = rate;
        calls[3 * t] = 0;
        calls[3 * t + 1] = t;
        calls[3 * t + 2] = 0;
        event[t] = 0;
        power1 *= beta1;
        power2 *= beta2;
        const double step = rate / (1 - power1), root = sqrt(1 - power2);
        mx += (1 - beta1) * (gx - mx);
        my += (1 - beta1) * (gy - my);
        vx = beta2 * vx + (1 - beta2) * gx * gx;
        vy = beta2 * vy + (1 - beta2) * gy * gy;
        x -= step * mx / (sqrt(vx) / root + eps);
        y -= step * my / (sqrt(vy) / root + eps);
    }
}
