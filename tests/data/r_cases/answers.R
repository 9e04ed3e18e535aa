# R's answers to random cases: Rscript answers.R CASES.json ANSWERS.json (see README.md)
suppressMessages({library(jsonlite); library(rstatix); library(car); library(effectsize); library(psych); library(ordinal)})
METHODS <- c("holm", "bonferroni", "hochberg", "BH", "BY")
quiet <- function(x) suppressWarnings(suppressMessages(x))
c_factor <- function(x) factor(x, levels = sort(unique(x[!is.na(x)]), method = "radix"))
num <- function(x) { x <- unname(as.numeric(x)); ifelse(is.finite(x), x, NA) }
missing_as_na <- function(x) as.numeric(sapply(x, function(one) if (is.null(one)) NA else one))

one_way <- function(case) {
  d <- data.frame(v = as.numeric(case$values), g = as.character(case$groups))
  d <- d[!is.na(d$v) & !is.na(d$g), ]
  d$g <- c_factor(d$g)
  out <- list(n = nrow(d))
  k <- quiet(kruskal.test(v ~ g, d))
  out$kruskal_h <- num(k$statistic); out$kruskal_p <- num(k$p.value)
  out$epsilon_squared <- num(k$statistic) / (nrow(d) - 1)
  out$eta_squared <- num(quiet(kruskal_effsize(d, v ~ g))$effsize)
  for (center in c("median", "mean")) {
    l <- quiet(leveneTest(d$v, d$g, center = get(center)))
    out[[paste0("levene_", center, "_f")]] <- num(l$`F value`[1]); out[[paste0("levene_", center, "_p")]] <- num(l$`Pr(>F)`[1])
  }
  # rstatix subtracts the mean rank of the first group from that of the second
  for (m in METHODS) {
    dt <- quiet(dunn_test(d, v ~ g, p.adjust.method = m))
    out[[paste0("dunn_", m)]] <- num(dt$p.adj)
  }
  out$dunn_z <- -num(dt$statistic); out$dunn_p <- num(dt$p)
  refused <- list(statistic = NA, p.value = NA)
  normal <- lapply(split(d$v, d$g), function(x) tryCatch(shapiro.test(x), error = function(e) refused))
  out$shapiro_w <- num(sapply(normal, `[[`, "statistic")); out$shapiro_p <- num(sapply(normal, `[[`, "p.value"))
  two <- split(d$v, d$g)[1:2]
  if (min(lengths(two)) > 1) {
    r <- quiet(rank_biserial(two[[1]], two[[2]], verbose = FALSE))
    out$cliffs_delta <- num(r$r_rank_biserial); out$cliffs_low <- num(r$CI_low); out$cliffs_high <- num(r$CI_high)
  }
  out
}

blocked <- function(case) {
  d <- data.frame(v = as.numeric(case$values), c = as.character(case$conditions), b = as.character(case$blocks))
  d <- d[!is.na(d$v) & !is.na(d$c) & !is.na(d$b), ]
  y <- tapply(d$v, list(c_factor(d$b), c_factor(d$c)), mean)
  y <- y[stats::complete.cases(y), , drop = FALSE]
  n <- nrow(y); k <- ncol(y)
  f <- friedman.test(y)
  out <- list(n_blocks = n, friedman_q = num(f$statistic), friedman_p = num(f$p.value),
              kendalls_w = num(f$statistic) / (n * (k - 1)))
  # Conover (1999), section 5.8
  r <- t(apply(y, 1, rank)); s <- colSums(r); df <- (n - 1) * (k - 1)
  ij <- utils::combn(k, 2)
  t <- (s[ij[1, ]] - s[ij[2, ]]) / sqrt(2 * (n * sum(r^2) - sum(s^2)) / df)
  p <- 2 * pt(-abs(t), df)
  out$conover_p <- num(p)
  for (m in METHODS) out[[paste0("conover_", m)]] <- num(p.adjust(p, m))
  out
}

contingency <- function(case) {
  t <- table(c_factor(case$rows), c_factor(case$columns))
  x <- quiet(chisq.test(t, correct = FALSE))
  y <- quiet(chisq.test(t, correct = TRUE))
  v <- quiet(cramers_v(t, adjust = FALSE, ci = NULL)); b <- quiet(cramers_v(t, adjust = TRUE, ci = NULL))
  list(chi2 = num(x$statistic), chi2_df = num(x$parameter), chi2_p = num(x$p.value),
       yates = num(y$statistic), yates_p = num(y$p.value), cramers_v = num(v[[1]]), cramers_v_corrected = num(b[[1]]),
       chi2_expected = num(t(x$expected)), chi2_residuals = num(t(x$stdres)))
}

fit <- function(case) {
  p <- if (is.null(case$expected)) rep(1 / length(case$counts), length(case$counts)) else case$expected
  x <- quiet(chisq.test(case$counts, p = p))
  list(fit_chi2 = num(x$statistic), fit_p = num(x$p.value), fit_residuals = num(x$stdres))
}

agreement <- function(case) {
  m <- t(sapply(case$ratings, missing_as_na))
  out <- list()
  whole <- m[stats::complete.cases(m), , drop = FALSE]
  if (nrow(whole) > 2) {
    r <- quiet(psych::ICC(whole, lmer = FALSE))$results
    out$icc <- num(r$ICC); out$icc_low <- num(r$`lower bound`); out$icc_high <- num(r$`upper bound`); out$icc_p <- num(r$p)
  }
  # Krippendorff's alpha by the pairs of each unit
  m <- m[rowSums(!is.na(m)) > 1, , drop = FALSE]
  v <- sort(unique(m[!is.na(m)])); o <- matrix(0, length(v), length(v))
  for (u in seq_len(nrow(m))) {
    x <- m[u, !is.na(m[u, ])]
    for (i in seq_along(x)) for (j in seq_along(x)) if (i != j)
      o[match(x[i], v), match(x[j], v)] <- o[match(x[i], v), match(x[j], v)] + 1 / (length(x) - 1)
  }
  n_c <- rowSums(o); n <- sum(n_c)
  delta <- list(nominal = function(a, b) as.numeric(a != b),
    ordinal = function(a, b) { g <- min(a, b):max(a, b); (sum(n_c[g]) - (n_c[a] + n_c[b]) / 2)^2 },
    interval = function(a, b) (v[a] - v[b])^2,
    ratio = function(a, b) if (v[a] + v[b] == 0) 0 else ((v[a] - v[b]) / (v[a] + v[b]))^2)
  for (level in names(delta)) {
    d <- outer(seq_along(v), seq_along(v), Vectorize(delta[[level]]))
    out[[paste0("alpha_", level)]] <- num(1 - (n - 1) * sum(o * d) / sum(outer(n_c, n_c) * d))
  }
  out
}

confusion <- function(case) {
  k <- length(case$classes)
  t <- table(factor(case$intended, case$classes), factor(case$chosen, c(case$classes, "cannot tell")))
  n <- sum(t); square <- rbind(t, 0)
  e <- sum(rowSums(square) * colSums(square)) / n^2
  a <- sum(diag(t[, 1:k])) / n
  w <- sapply(1:k, function(i) if (sum(t[i, ]) == 0) c(NA, NA) else quiet(prop.test(t[i, i], sum(t[i, ]), correct = FALSE))$conf.int)
  list(accuracy = a, kappa = num((a - e) / (1 - e)), recall = num(diag(t[, 1:k]) / rowSums(t)),
       wilson_low = num(w[1, ]), wilson_high = num(w[2, ]),
       hu = num(diag(t[, 1:k])^2 / (rowSums(t) * colSums(t)[1:k])))
}

adjusted <- function(case) {
  p <- missing_as_na(case$p_values)
  setNames(lapply(METHODS, function(m) num(p.adjust(p, m))), paste0("adjust_", METHODS))
}

mixed <- function(case) {
  d <- data.frame(y = ordered(case$values), condition = c_factor(case$fixed$condition), x = case$fixed$x)
  formula <- "y ~ condition + x"
  for (unit in c("listener", "stimulus")) {
    column <- case[[if (unit == "listener") "listeners" else "stimuli"]]
    if (is.null(column)) next
    d[[unit]] <- factor(column)
    slopes <- case[[paste0(unit, "_slopes")]]
    formula <- paste0(formula, " + (", paste(c("1", slopes), collapse = " + "), " | ", unit, ")")
  }
  m <- if (grepl("|", formula, fixed = TRUE)) clmm(as.formula(formula), data = d) else clm(as.formula(formula), data = d)
  s <- summary(m)$coefficients
  list(names = rownames(s), estimate = num(s[, 1]), standard_error = num(s[, 2]), log_likelihood = as.numeric(logLik(m)))
}

arguments <- commandArgs(trailingOnly = TRUE)
cases <- fromJSON(arguments[1], simplifyVector = TRUE, simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
ask <- list(one_way = one_way, blocked = blocked, contingency = contingency, fit = fit, agreement = agreement,
            confusion = confusion, adjusted = adjusted, mixed = mixed)
answers <- lapply(cases, function(case) ask[[case$kind]](case))
versions <- sapply(c("rstatix", "car", "effectsize", "psych", "ordinal"), function(p) as.character(packageVersion(p)))
writeLines(toJSON(list(made_with = R.version.string, packages = as.list(versions), answers = answers),
                  digits = NA, auto_unbox = TRUE, na = "null", null = "null"), arguments[2])
