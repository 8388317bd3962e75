import 'uplot/dist/uPlot.min.css';
import '../chart/chart.css';
import './style/base.css';
import './style/list.css';
import './style/middle.css';
import './style/side.css';
import './style/chart-live.css';
import './style/narrow.css';
import { render } from 'preact';
import { takeToken } from './act.ts';
import { begin } from './store/hear.ts';
import { Page } from './view/page.tsx';

takeToken();
render(<Page />, document.getElementById('page')!);
begin();
