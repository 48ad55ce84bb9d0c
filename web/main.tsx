import { render } from 'solid-js/web';
import { App } from './shell/app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/sidebar.css';
import './styles/thread.css';
import './styles/answer.css';
import './styles/prose.css';
import './styles/composer.css';
import './styles/evidence.css';
import './styles/tables.css';
import './styles/pages.css';
import './styles/accounts.css';

const root = document.querySelector('#root');
if (root !== null) render(() => <App />, root);
