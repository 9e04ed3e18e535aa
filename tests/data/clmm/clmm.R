# Made with R 4.2.2 and ordinal 2022.11.16 (Debian 12): Rscript clmm.R, in this folder.
suppressMessages(library(ordinal))
library(jsonlite)
set.seed(11)
fitted <- list()
record <- function(data, formula, model) {
  s <- summary(model)$coefficients
  list(data = data, formula = formula, logLik = as.numeric(logLik(model)),
       estimate = as.list(setNames(s[, 1], rownames(s))), se = as.list(setNames(s[, 2], rownames(s))),
       covariance = lapply(VarCorr(model), function(x) unname(as.matrix(x))))
}
wine <- read.csv("../golden/csv/wine.csv")
wine$rating <- ordered(wine$rating)
of_wine <- c(wine_slope = "rating ~ temp + contact + (1 + temp | judge)",
             wine_cross = "rating ~ temp + contact + (1 | judge) + (1 | bottle)")
for (name in names(of_wine))
  fitted[[name]] <- record("wine", of_wine[[name]], clmm(as.formula(of_wine[[name]]), data = wine))

# 30 listeners x 20 sounds x 3 conditions, conditions that suit some listeners and some sounds
L <- 30; S <- 20; k <- 3
d <- expand.grid(l = 1:L, s = 1:S, c = 1:k)
bl <- matrix(rnorm(L * k), L, k) %*% chol(matrix(c(1, .3, .2, .3, .5, .1, .2, .1, .4), 3))
bs <- matrix(rnorm(S * k), S, k) %*% chol(diag(c(.6, .3, .3)))
eta <- c(0, .5, 1)[d$c] + bl[cbind(d$l, 1)] + ifelse(d$c > 1, bl[cbind(d$l, d$c)], 0) +
  bs[cbind(d$s, 1)] + ifelse(d$c > 1, bs[cbind(d$s, d$c)], 0)
d$y <- cut(eta + rlogis(nrow(d)), c(-Inf, -1.5, -.3, .8, 2.2, Inf), labels = FALSE)
d$cond <- paste0("c", d$c); d$l <- paste0("L", d$l); d$s <- paste0("S", d$s)
write.csv(d[, c("l", "s", "cond", "y")], "simulated.csv", row.names = FALSE)
d$y <- ordered(d$y); d$cond <- factor(d$cond)
of_simulated <- c(int = "y ~ cond + (1 | l) + (1 | s)", ls = "y ~ cond + (1 + cond | l) + (1 | s)",
                  both = "y ~ cond + (1 + cond | l) + (1 + cond | s)")
for (name in names(of_simulated))
  fitted[[name]] <- record("simulated", of_simulated[[name]], clmm(as.formula(of_simulated[[name]]), data = d))
writeLines(toJSON(fitted, digits = 15, auto_unbox = TRUE, pretty = TRUE), "expected.json")
